"""The leadership record."""

import sqlalchemy as sa
from alembic import op

revision = "e046824557c2"
down_revision = "0a1f680c7bf7"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('noteworthy_bullets',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('student_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['student_id'], ['users.id'], name=op.f('fk_noteworthy_bullets_student_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_noteworthy_bullets')),
    sa.UniqueConstraint('student_id', 'position', name=op.f('uq_noteworthy_bullets_student_id_position'))
    )
    with op.batch_alter_table('noteworthy_bullets', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_noteworthy_bullets_student_id'), ['student_id'], unique=False)

    op.create_table('record_entries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('student_id', sa.Integer(), nullable=False),
    sa.Column('source', sa.Enum('OWN', 'PLACEMENT', 'MENTORSHIP', 'ACTIVITY', name='source', native_enum=False, length=40), nullable=False),
    sa.Column('source_key', sa.String(), nullable=True),
    sa.Column('kind', sa.Enum('COMMITTEE_SEAT', 'FELLOWSHIP', 'INTERNSHIP', 'VOLUNTEER_ROLE', 'QI_PROJECT', 'SEMINAR', 'MENTORSHIP', 'TEACHING', 'RESEARCH', 'LEARNING', 'OTHER', name='entrykind', native_enum=False, length=40), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('organisation', sa.String(), nullable=False),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('paid', sa.Boolean(), nullable=False),
    sa.Column('areas', sa.JSON(), nullable=False),
    sa.Column('competencies', sa.JSON(), nullable=False),
    sa.Column('starts', sa.Date(), nullable=False),
    sa.Column('ends', sa.Date(), nullable=True),
    sa.Column('hours', sa.Integer(), nullable=True),
    sa.Column('description', sa.String(), nullable=False),
    sa.Column('aim', sa.String(), nullable=False),
    sa.Column('measure', sa.String(), nullable=False),
    sa.Column('before', sa.String(), nullable=False),
    sa.Column('after', sa.String(), nullable=False),
    sa.Column('better', sa.Enum('HIGHER', 'LOWER', name='better', native_enum=False, length=40), nullable=True),
    sa.Column('baseline', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('verified_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('verified_by', sa.String(), nullable=False),
    sa.Column('verified_role', sa.String(), nullable=False),
    sa.Column('set_aside_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(verified_at IS NULL) = (verified_by = '')", name=op.f('ck_record_entries_a_mark_has_a_name_and_a_date')),
    sa.CheckConstraint("source = 'OWN' OR source_key IS NOT NULL", name=op.f('ck_record_entries_what_came_in_has_a_key')),
    sa.CheckConstraint('ends IS NULL OR starts <= ends', name=op.f('ck_record_entries_dates_in_order')),
    sa.CheckConstraint('hours IS NULL OR hours BETWEEN 0 AND 20000', name=op.f('ck_record_entries_hours_in_range')),
    sa.ForeignKeyConstraint(['student_id'], ['users.id'], name=op.f('fk_record_entries_student_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_record_entries')),
    sa.UniqueConstraint('student_id', 'source_key', name=op.f('uq_record_entries_student_id_source_key'))
    )
    with op.batch_alter_table('record_entries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_record_entries_student_id'), ['student_id'], unique=False)

    op.create_table('record_shares',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('student_id', sa.Integer(), nullable=False),
    sa.Column('salt', sa.String(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('label', sa.String(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('views', sa.Integer(), nullable=False),
    sa.Column('viewed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['student_id'], ['users.id'], name=op.f('fk_record_shares_student_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_record_shares')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_record_shares_token_hash'))
    )
    with op.batch_alter_table('record_shares', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_record_shares_student_id'), ['student_id'], unique=False)

    op.create_table('assessments',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('relation', sa.Enum('SELF', 'SUPERVISOR', 'CHAIR', 'MENTOR', 'PEER', name='relation', native_enum=False, length=40), nullable=False),
    sa.Column('rater_name', sa.String(), nullable=False),
    sa.Column('rater_role', sa.String(), nullable=False),
    sa.Column('observed', sa.String(), nullable=False),
    sa.Column('declared', sa.String(), nullable=False),
    sa.Column('rubric', sa.String(), nullable=False),
    sa.Column('levels', sa.JSON(), nullable=False),
    sa.Column('evidence', sa.JSON(), nullable=False),
    sa.Column('comment', sa.String(), nullable=False),
    sa.Column('reply', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['record_entries.id'], name=op.f('fk_assessments_entry_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assessments'))
    )
    with op.batch_alter_table('assessments', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_assessments_entry_id'), ['entry_id'], unique=False)
        batch_op.create_index('uq_assessments_entry_id_self', ['entry_id'], unique=True, sqlite_where=sa.text("relation = 'SELF'"), postgresql_where=sa.text("relation = 'SELF'"))

    op.create_table('record_share_entries',
    sa.Column('share_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['record_entries.id'], name=op.f('fk_record_share_entries_entry_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['share_id'], ['record_shares.id'], name=op.f('fk_record_share_entries_share_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('share_id', 'entry_id', name=op.f('pk_record_share_entries'))
    )
    op.create_table('run_points',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('value', sa.Double(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['record_entries.id'], name=op.f('fk_run_points_entry_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_run_points'))
    )
    with op.batch_alter_table('run_points', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_run_points_entry_id'), ['entry_id'], unique=False)

    op.create_table('season_texts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('season', sa.String(), nullable=False),
    sa.Column('chosen', sa.Boolean(), nullable=False),
    sa.Column('starred', sa.Boolean(), nullable=False),
    sa.Column('typed', sa.JSON(), nullable=False),
    sa.CheckConstraint('chosen OR NOT starred', name=op.f('ck_season_texts_starred_is_chosen')),
    sa.ForeignKeyConstraint(['entry_id'], ['record_entries.id'], name=op.f('fk_season_texts_entry_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_season_texts')),
    sa.UniqueConstraint('entry_id', 'season', name=op.f('uq_season_texts_entry_id_season'))
    )
    with op.batch_alter_table('season_texts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_season_texts_entry_id'), ['entry_id'], unique=False)

    op.create_table('seen_asks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('nonce', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('relation', sa.Enum('SELF', 'SUPERVISOR', 'CHAIR', 'MENTOR', 'PEER', name='relation', native_enum=False, length=40), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('answered_at IS NULL OR withdrawn_at IS NULL', name=op.f('ck_seen_asks_answered_or_withdrawn')),
    sa.ForeignKeyConstraint(['entry_id'], ['record_entries.id'], name=op.f('fk_seen_asks_entry_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seen_asks'))
    )
    with op.batch_alter_table('seen_asks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_seen_asks_entry_id'), ['entry_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_seen_asks_expires_at'), ['expires_at'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('seen_asks', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_seen_asks_expires_at'))
        batch_op.drop_index(batch_op.f('ix_seen_asks_entry_id'))

    op.drop_table('seen_asks')
    with op.batch_alter_table('season_texts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_season_texts_entry_id'))

    op.drop_table('season_texts')
    with op.batch_alter_table('run_points', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_run_points_entry_id'))

    op.drop_table('run_points')
    op.drop_table('record_share_entries')
    with op.batch_alter_table('assessments', schema=None) as batch_op:
        batch_op.drop_index('uq_assessments_entry_id_self', sqlite_where=sa.text("relation = 'SELF'"), postgresql_where=sa.text("relation = 'SELF'"))
        batch_op.drop_index(batch_op.f('ix_assessments_entry_id'))

    op.drop_table('assessments')
    with op.batch_alter_table('record_shares', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_record_shares_student_id'))

    op.drop_table('record_shares')
    with op.batch_alter_table('record_entries', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_record_entries_student_id'))

    op.drop_table('record_entries')
    with op.batch_alter_table('noteworthy_bullets', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_noteworthy_bullets_student_id'))

    op.drop_table('noteworthy_bullets')
