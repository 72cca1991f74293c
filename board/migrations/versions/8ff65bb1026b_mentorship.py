"""Mentorship."""

import sqlalchemy as sa
from alembic import op

revision = "8ff65bb1026b"
down_revision = "0e886843559a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('blocks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('about_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('by_id != about_id', name=op.f('ck_blocks_somebody_else')),
    sa.ForeignKeyConstraint(['about_id'], ['users.id'], name=op.f('fk_blocks_about_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['by_id'], ['users.id'], name=op.f('fk_blocks_by_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_blocks')),
    sa.UniqueConstraint('by_id', 'about_id', name=op.f('uq_blocks_by_id_about_id'))
    )
    with op.batch_alter_table('blocks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_blocks_about_id'), ['about_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_blocks_by_id'), ['by_id'], unique=False)

    op.create_table('conflicts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('mentor_id', sa.Integer(), nullable=False),
    sa.Column('mentee_id', sa.Integer(), nullable=True),
    sa.Column('class_year', sa.String(), nullable=False),
    sa.Column('kind', sa.Enum('ASSESSOR', 'COURSE_DIRECTOR', 'PROMOTIONS', 'CLINICIAN', 'RELATIVE', 'LINE_MANAGER', name='conflictkind', native_enum=False, length=40), nullable=False),
    sa.Column('declared_by_id', sa.Integer(), nullable=True),
    sa.Column('declared_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('overridden_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('override_reason', sa.String(), nullable=False),
    sa.CheckConstraint("(mentee_id IS NOT NULL) != (class_year != '')", name=op.f('ck_conflicts_one_student_or_one_year')),
    sa.CheckConstraint("overridden_at IS NULL OR override_reason != ''", name=op.f('ck_conflicts_an_override_has_a_reason')),
    sa.ForeignKeyConstraint(['declared_by_id'], ['users.id'], name=op.f('fk_conflicts_declared_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['mentee_id'], ['users.id'], name=op.f('fk_conflicts_mentee_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['mentor_id'], ['users.id'], name=op.f('fk_conflicts_mentor_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conflicts'))
    )
    with op.batch_alter_table('conflicts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_conflicts_class_year'), ['class_year'], unique=False)
        batch_op.create_index(batch_op.f('ix_conflicts_mentee_id'), ['mentee_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_conflicts_mentor_id'), ['mentor_id'], unique=False)

    op.create_table('enrolments',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('PEER', 'RESIDENT', 'FACULTY', name='mentorkind', native_enum=False, length=40), nullable=False),
    sa.Column('state', sa.Enum('APPLIED', 'APPROVED', 'PAUSED', 'WITHDRAWN', 'SUSPENDED', name='enrolmentstate', native_enum=False, length=40), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('areas', sa.JSON(), nullable=False),
    sa.Column('competencies', sa.JSON(), nullable=False),
    sa.Column('offers', sa.JSON(), nullable=False),
    sa.Column('specialties', sa.JSON(), nullable=False),
    sa.Column('languages', sa.JSON(), nullable=False),
    sa.Column('channels', sa.JSON(), nullable=False),
    sa.Column('times', sa.JSON(), nullable=False),
    sa.Column('frequency', sa.Enum('WEEKLY', 'FORTNIGHTLY', 'MONTHLY', 'QUARTERLY', name='frequency', native_enum=False, length=40), nullable=True),
    sa.Column('style', sa.Enum('STRUCTURED', 'OPEN', 'HANDS_ON', name='style', native_enum=False, length=40), nullable=True),
    sa.Column('about', sa.String(), nullable=False),
    sa.Column('backgrounds', sa.JSON(), nullable=False),
    sa.Column('pair_by_background', sa.Boolean(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=False),
    sa.Column('places_taken', sa.Integer(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.CheckConstraint('capacity BETWEEN 0 AND 8', name=op.f('ck_enrolments_capacity_makes_sense')),
    sa.CheckConstraint('places_taken >= 0', name=op.f('ck_enrolments_places_taken_makes_sense')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_enrolments_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_enrolments')),
    sa.UniqueConstraint('user_id', name=op.f('uq_enrolments_user_id'))
    )
    with op.batch_alter_table('enrolments', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_enrolments_state'), ['state'], unique=False)

    op.create_table('safeguarding_leads',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('named_by_id', sa.Integer(), nullable=True),
    sa.Column('named_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['named_by_id'], ['users.id'], name=op.f('fk_safeguarding_leads_named_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_safeguarding_leads_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_safeguarding_leads')),
    sa.UniqueConstraint('user_id', name=op.f('uq_safeguarding_leads_user_id'))
    )
    op.create_table('wishes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('goals', sa.String(), nullable=False),
    sa.Column('topics', sa.JSON(), nullable=False),
    sa.Column('specialties', sa.JSON(), nullable=False),
    sa.Column('languages', sa.JSON(), nullable=False),
    sa.Column('channels', sa.JSON(), nullable=False),
    sa.Column('times', sa.JSON(), nullable=False),
    sa.Column('stages', sa.JSON(), nullable=False),
    sa.Column('frequency', sa.Enum('WEEKLY', 'FORTNIGHTLY', 'MONTHLY', 'QUARTERLY', name='frequency', native_enum=False, length=40), nullable=True),
    sa.Column('style', sa.Enum('STRUCTURED', 'OPEN', 'HANDS_ON', name='style', native_enum=False, length=40), nullable=True),
    sa.Column('backgrounds', sa.JSON(), nullable=False),
    sa.Column('pair_by_background', sa.Boolean(), nullable=False),
    sa.Column('looking_since', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_wishes_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_wishes')),
    sa.UniqueConstraint('user_id', name=op.f('uq_wishes_user_id'))
    )
    with op.batch_alter_table('wishes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_wishes_looking_since'), ['looking_since'], unique=False)

    op.create_table('enrolment_moves',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('verb', sa.String(), nullable=False),
    sa.Column('before', sa.String(), nullable=False),
    sa.Column('after', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolments.id'], name=op.f('fk_enrolment_moves_enrolment_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_enrolment_moves'))
    )
    with op.batch_alter_table('enrolment_moves', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_enrolment_moves_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_enrolment_moves_enrolment_id'), ['enrolment_id'], unique=False)

    op.create_table('mentorships',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('mentee_id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('PEER', 'RESIDENT', 'FACULTY', name='mentorkind', native_enum=False, length=40), nullable=False),
    sa.Column('state', sa.Enum('PROPOSED', 'ACTIVE', 'PAUSED', 'COMPLETED', 'ENDED_EARLY', 'LAPSED', 'REFUSED', 'NOT_CONFIRMED', name='mentorshipstate', native_enum=False, length=40), nullable=False),
    sa.Column('origin', sa.String(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('end_reason', sa.Enum('GOALS_MET', 'TERM_OVER', 'TIME', 'FIT', 'NO_CONTACT', 'LEFT', 'CONFLICT', 'CONCERN', 'OTHER', name='endreason', native_enum=False, length=40), nullable=True),
    sa.Column('end_words', sa.String(), nullable=False),
    sa.Column('ended_by_id', sa.Integer(), nullable=True),
    sa.Column('without_fault', sa.Boolean(), nullable=False),
    sa.Column('contact_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('nudged_day', sa.Integer(), nullable=False),
    sa.Column('coordinator_asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reminded_of_end', sa.Boolean(), nullable=False),
    sa.Column('held_by_conflict', sa.Boolean(), nullable=False),
    sa.Column('frozen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('notes_erased_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('PROPOSED', 'ACTIVE', 'PAUSED') OR ended_at IS NOT NULL", name=op.f('ck_mentorships_over_has_a_date')),
    sa.ForeignKeyConstraint(['ended_by_id'], ['users.id'], name=op.f('fk_mentorships_ended_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolments.id'], name=op.f('fk_mentorships_enrolment_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['mentee_id'], ['users.id'], name=op.f('fk_mentorships_mentee_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mentorships'))
    )
    with op.batch_alter_table('mentorships', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mentorships_ends_on'), ['ends_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_mentorships_enrolment_id'), ['enrolment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_mentorships_mentee_id'), ['mentee_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_mentorships_state'), ['state'], unique=False)
        batch_op.create_index('uq_mentorships_one_running', ['mentee_id', 'enrolment_id'], unique=True, sqlite_where=sa.text("state IN ('PROPOSED', 'ACTIVE', 'PAUSED')"), postgresql_where=sa.text("state IN ('PROPOSED', 'ACTIVE', 'PAUSED')"))

    op.create_table('saved_mentors',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolments.id'], name=op.f('fk_saved_mentors_enrolment_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_saved_mentors_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_mentors')),
    sa.UniqueConstraint('user_id', 'enrolment_id', name=op.f('uq_saved_mentors_user_id_enrolment_id'))
    )
    with op.batch_alter_table('saved_mentors', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_saved_mentors_enrolment_id'), ['enrolment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_saved_mentors_user_id'), ['user_id'], unique=False)

    op.create_table('agreements',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('mentorship_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('aims', sa.String(), nullable=False),
    sa.Column('frequency', sa.Enum('WEEKLY', 'FORTNIGHTLY', 'MONTHLY', 'QUARTERLY', name='frequency', native_enum=False, length=40), nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('confidentiality', sa.String(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('written_by_id', sa.Integer(), nullable=True),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('mentee_signed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('mentor_signed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['mentorship_id'], ['mentorships.id'], name=op.f('fk_agreements_mentorship_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['written_by_id'], ['users.id'], name=op.f('fk_agreements_written_by_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agreements')),
    sa.UniqueConstraint('mentorship_id', 'version', name=op.f('uq_agreements_mentorship_id_version'))
    )
    with op.batch_alter_table('agreements', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_agreements_mentorship_id'), ['mentorship_id'], unique=False)

    op.create_table('check_ins',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('mentorship_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('point', sa.String(), nullable=False),
    sa.Column('meeting', sa.Integer(), nullable=False),
    sa.Column('useful', sa.Integer(), nullable=False),
    sa.Column('fit', sa.Integer(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('contact_me', sa.Boolean(), nullable=False),
    sa.Column('contacted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('meeting BETWEEN 1 AND 5 AND useful BETWEEN 1 AND 5 AND fit BETWEEN 1 AND 5', name=op.f('ck_check_ins_one_to_five')),
    sa.ForeignKeyConstraint(['author_id'], ['users.id'], name=op.f('fk_check_ins_author_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['mentorship_id'], ['mentorships.id'], name=op.f('fk_check_ins_mentorship_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_check_ins')),
    sa.UniqueConstraint('mentorship_id', 'author_id', 'point', name=op.f('uq_check_ins_mentorship_id_author_id_point'))
    )
    with op.batch_alter_table('check_ins', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_check_ins_mentorship_id'), ['mentorship_id'], unique=False)

    op.create_table('meetings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('mentorship_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('PLANNED', 'HELD', 'MISSED_BY_MENTEE', 'MISSED_BY_MENTOR', 'CANCELLED', 'DISPUTED', name='meetingstate', native_enum=False, length=40), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('topics', sa.JSON(), nullable=False),
    sa.Column('agenda', sa.String(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('planned_by_id', sa.Integer(), nullable=True),
    sa.Column('logged_by_id', sa.Integer(), nullable=True),
    sa.Column('logged_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('dispute_words', sa.String(), nullable=False),
    sa.Column('reminded', sa.Boolean(), nullable=False),
    sa.CheckConstraint('minutes BETWEEN 15 AND 240 AND minutes / 15 * 15 = minutes', name=op.f('ck_meetings_quarters_of_an_hour')),
    sa.ForeignKeyConstraint(['logged_by_id'], ['users.id'], name=op.f('fk_meetings_logged_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['mentorship_id'], ['mentorships.id'], name=op.f('fk_meetings_mentorship_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['planned_by_id'], ['users.id'], name=op.f('fk_meetings_planned_by_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meetings'))
    )
    with op.batch_alter_table('meetings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_meetings_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_meetings_mentorship_id'), ['mentorship_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_meetings_state'), ['state'], unique=False)

    op.create_table('mentor_requests',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('mentee_id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('SENT', 'INFO_ASKED', 'ACCEPTED', 'DECLINED', 'WITHDRAWN', 'EXPIRED', 'SUPERSEDED', 'CLOSED_FULL', name='requeststate', native_enum=False, length=40), nullable=False),
    sa.Column('goal', sa.String(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reminded_day', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('question', sa.String(), nullable=False),
    sa.Column('answer', sa.String(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decline_reason', sa.Enum('NO_TIME', 'NOT_MY_FIELD', 'OTHER_MENTOR', 'CONFLICT', 'OTHER', name='declinereason', native_enum=False, length=40), nullable=True),
    sa.Column('decline_words', sa.String(), nullable=False),
    sa.Column('mentorship_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("state != 'DECLINED' OR decline_reason IS NOT NULL", name=op.f('ck_mentor_requests_declined_has_a_reason')),
    sa.CheckConstraint("state IN ('SENT', 'INFO_ASKED') OR answered_at IS NOT NULL", name=op.f('ck_mentor_requests_settled_has_a_date')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolments.id'], name=op.f('fk_mentor_requests_enrolment_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['mentee_id'], ['users.id'], name=op.f('fk_mentor_requests_mentee_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['mentorship_id'], ['mentorships.id'], name=op.f('fk_mentor_requests_mentorship_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mentor_requests'))
    )
    with op.batch_alter_table('mentor_requests', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mentor_requests_due_at'), ['due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_mentor_requests_enrolment_id'), ['enrolment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_mentor_requests_mentee_id'), ['mentee_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_mentor_requests_state'), ['state'], unique=False)
        batch_op.create_index('uq_mentor_requests_one_open', ['mentee_id', 'enrolment_id'], unique=True, sqlite_where=sa.text("state IN ('SENT', 'INFO_ASKED')"), postgresql_where=sa.text("state IN ('SENT', 'INFO_ASKED')"))

    op.create_table('mentorship_feedback',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('mentorship_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('rating', sa.Integer(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('rating BETWEEN 1 AND 5', name=op.f('ck_mentorship_feedback_one_to_five')),
    sa.ForeignKeyConstraint(['author_id'], ['users.id'], name=op.f('fk_mentorship_feedback_author_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['mentorship_id'], ['mentorships.id'], name=op.f('fk_mentorship_feedback_mentorship_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mentorship_feedback')),
    sa.UniqueConstraint('mentorship_id', 'author_id', name=op.f('uq_mentorship_feedback_mentorship_id_author_id'))
    )
    with op.batch_alter_table('mentorship_feedback', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mentorship_feedback_mentorship_id'), ['mentorship_id'], unique=False)

    op.create_table('mentorship_goals',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('mentorship_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('dropped_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['mentorship_id'], ['mentorships.id'], name=op.f('fk_mentorship_goals_mentorship_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mentorship_goals'))
    )
    with op.batch_alter_table('mentorship_goals', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mentorship_goals_mentorship_id'), ['mentorship_id'], unique=False)

    op.create_table('mentorship_moves',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('mentorship_id', sa.Integer(), nullable=False),
    sa.Column('verb', sa.String(), nullable=False),
    sa.Column('before', sa.String(), nullable=False),
    sa.Column('after', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['mentorship_id'], ['mentorships.id'], name=op.f('fk_mentorship_moves_mentorship_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mentorship_moves'))
    )
    with op.batch_alter_table('mentorship_moves', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mentorship_moves_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_mentorship_moves_mentorship_id'), ['mentorship_id'], unique=False)

    op.create_table('mentorship_reports',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('NEW', 'TRIAGED', 'INVESTIGATING', 'RESOLVED', name='reportstate', native_enum=False, length=40), nullable=False),
    sa.Column('kind', sa.Enum('UNRESPONSIVE', 'CONDUCT', 'SAFETY', name='reportkind', native_enum=False, length=40), nullable=False),
    sa.Column('reporter_id', sa.Integer(), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('mentorship_id', sa.Integer(), nullable=True),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('private_notes', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decide_by', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.Enum('NO_ACTION', 'ADVICE', 'WARNING', 'SUSPENSION', 'REMOVAL', 'REFERRED', name='outcome', native_enum=False, length=40), nullable=True),
    sa.Column('decision', sa.String(), nullable=False),
    sa.CheckConstraint("state != 'RESOLVED' OR outcome IS NOT NULL", name=op.f('ck_mentorship_reports_resolved_has_an_outcome')),
    sa.CheckConstraint('reporter_id != subject_id', name=op.f('ck_mentorship_reports_about_somebody_else')),
    sa.ForeignKeyConstraint(['mentorship_id'], ['mentorships.id'], name=op.f('fk_mentorship_reports_mentorship_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['reporter_id'], ['users.id'], name=op.f('fk_mentorship_reports_reporter_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['subject_id'], ['users.id'], name=op.f('fk_mentorship_reports_subject_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mentorship_reports'))
    )
    with op.batch_alter_table('mentorship_reports', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mentorship_reports_mentorship_id'), ['mentorship_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_mentorship_reports_reporter_id'), ['reporter_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_mentorship_reports_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_mentorship_reports_subject_id'), ['subject_id'], unique=False)

    op.create_table('mentorship_tasks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('mentorship_id', sa.Integer(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['mentorship_id'], ['mentorships.id'], name=op.f('fk_mentorship_tasks_mentorship_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['owner_id'], ['users.id'], name=op.f('fk_mentorship_tasks_owner_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mentorship_tasks'))
    )
    with op.batch_alter_table('mentorship_tasks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mentorship_tasks_mentorship_id'), ['mentorship_id'], unique=False)

    op.create_table('meeting_moves',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('verb', sa.String(), nullable=False),
    sa.Column('before', sa.String(), nullable=False),
    sa.Column('after', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['meeting_id'], ['meetings.id'], name=op.f('fk_meeting_moves_meeting_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting_moves'))
    )
    with op.batch_alter_table('meeting_moves', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_meeting_moves_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_meeting_moves_meeting_id'), ['meeting_id'], unique=False)

    op.create_table('mentor_request_moves',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('verb', sa.String(), nullable=False),
    sa.Column('before', sa.String(), nullable=False),
    sa.Column('after', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['request_id'], ['mentor_requests.id'], name=op.f('fk_mentor_request_moves_request_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mentor_request_moves'))
    )
    with op.batch_alter_table('mentor_request_moves', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mentor_request_moves_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_mentor_request_moves_request_id'), ['request_id'], unique=False)

    op.create_table('mentorship_report_moves',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('report_id', sa.Integer(), nullable=False),
    sa.Column('verb', sa.String(), nullable=False),
    sa.Column('before', sa.String(), nullable=False),
    sa.Column('after', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['report_id'], ['mentorship_reports.id'], name=op.f('fk_mentorship_report_moves_report_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mentorship_report_moves'))
    )
    with op.batch_alter_table('mentorship_report_moves', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mentorship_report_moves_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_mentorship_report_moves_report_id'), ['report_id'], unique=False)

    op.create_table('private_notes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['users.id'], name=op.f('fk_private_notes_author_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['meeting_id'], ['meetings.id'], name=op.f('fk_private_notes_meeting_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_private_notes')),
    sa.UniqueConstraint('meeting_id', 'author_id', name=op.f('uq_private_notes_meeting_id_author_id'))
    )
    with op.batch_alter_table('private_notes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_private_notes_author_id'), ['author_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_private_notes_meeting_id'), ['meeting_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('private_notes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_private_notes_meeting_id'))
        batch_op.drop_index(batch_op.f('ix_private_notes_author_id'))

    op.drop_table('private_notes')
    with op.batch_alter_table('mentorship_report_moves', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mentorship_report_moves_report_id'))
        batch_op.drop_index(batch_op.f('ix_mentorship_report_moves_at'))

    op.drop_table('mentorship_report_moves')
    with op.batch_alter_table('mentor_request_moves', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mentor_request_moves_request_id'))
        batch_op.drop_index(batch_op.f('ix_mentor_request_moves_at'))

    op.drop_table('mentor_request_moves')
    with op.batch_alter_table('meeting_moves', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_meeting_moves_meeting_id'))
        batch_op.drop_index(batch_op.f('ix_meeting_moves_at'))

    op.drop_table('meeting_moves')
    with op.batch_alter_table('mentorship_tasks', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mentorship_tasks_mentorship_id'))

    op.drop_table('mentorship_tasks')
    with op.batch_alter_table('mentorship_reports', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mentorship_reports_subject_id'))
        batch_op.drop_index(batch_op.f('ix_mentorship_reports_state'))
        batch_op.drop_index(batch_op.f('ix_mentorship_reports_reporter_id'))
        batch_op.drop_index(batch_op.f('ix_mentorship_reports_mentorship_id'))

    op.drop_table('mentorship_reports')
    with op.batch_alter_table('mentorship_moves', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mentorship_moves_mentorship_id'))
        batch_op.drop_index(batch_op.f('ix_mentorship_moves_at'))

    op.drop_table('mentorship_moves')
    with op.batch_alter_table('mentorship_goals', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mentorship_goals_mentorship_id'))

    op.drop_table('mentorship_goals')
    with op.batch_alter_table('mentorship_feedback', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mentorship_feedback_mentorship_id'))

    op.drop_table('mentorship_feedback')
    with op.batch_alter_table('mentor_requests', schema=None) as batch_op:
        batch_op.drop_index('uq_mentor_requests_one_open', sqlite_where=sa.text("state IN ('SENT', 'INFO_ASKED')"), postgresql_where=sa.text("state IN ('SENT', 'INFO_ASKED')"))
        batch_op.drop_index(batch_op.f('ix_mentor_requests_state'))
        batch_op.drop_index(batch_op.f('ix_mentor_requests_mentee_id'))
        batch_op.drop_index(batch_op.f('ix_mentor_requests_enrolment_id'))
        batch_op.drop_index(batch_op.f('ix_mentor_requests_due_at'))

    op.drop_table('mentor_requests')
    with op.batch_alter_table('meetings', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_meetings_state'))
        batch_op.drop_index(batch_op.f('ix_meetings_mentorship_id'))
        batch_op.drop_index(batch_op.f('ix_meetings_at'))

    op.drop_table('meetings')
    with op.batch_alter_table('check_ins', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_check_ins_mentorship_id'))

    op.drop_table('check_ins')
    with op.batch_alter_table('agreements', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_agreements_mentorship_id'))

    op.drop_table('agreements')
    with op.batch_alter_table('saved_mentors', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_saved_mentors_user_id'))
        batch_op.drop_index(batch_op.f('ix_saved_mentors_enrolment_id'))

    op.drop_table('saved_mentors')
    with op.batch_alter_table('mentorships', schema=None) as batch_op:
        batch_op.drop_index('uq_mentorships_one_running', sqlite_where=sa.text("state IN ('PROPOSED', 'ACTIVE', 'PAUSED')"), postgresql_where=sa.text("state IN ('PROPOSED', 'ACTIVE', 'PAUSED')"))
        batch_op.drop_index(batch_op.f('ix_mentorships_state'))
        batch_op.drop_index(batch_op.f('ix_mentorships_mentee_id'))
        batch_op.drop_index(batch_op.f('ix_mentorships_enrolment_id'))
        batch_op.drop_index(batch_op.f('ix_mentorships_ends_on'))

    op.drop_table('mentorships')
    with op.batch_alter_table('enrolment_moves', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_enrolment_moves_enrolment_id'))
        batch_op.drop_index(batch_op.f('ix_enrolment_moves_at'))

    op.drop_table('enrolment_moves')
    with op.batch_alter_table('wishes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_wishes_looking_since'))

    op.drop_table('wishes')
    op.drop_table('safeguarding_leads')
    with op.batch_alter_table('enrolments', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_enrolments_state'))

    op.drop_table('enrolments')
    with op.batch_alter_table('conflicts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_conflicts_mentor_id'))
        batch_op.drop_index(batch_op.f('ix_conflicts_mentee_id'))
        batch_op.drop_index(batch_op.f('ix_conflicts_class_year'))

    op.drop_table('conflicts')
    with op.batch_alter_table('blocks', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_blocks_by_id'))
        batch_op.drop_index(batch_op.f('ix_blocks_about_id'))

    op.drop_table('blocks')
