"""Match rounds."""

import sqlalchemy as sa
from alembic import op

revision = "1c75f8e7f917"
down_revision = "ee8b871e8a3d"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('match_rounds',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('kind', sa.Enum('PEER', 'RESIDENT', 'FACULTY', name='mentorkind', native_enum=False, length=40), nullable=False),
    sa.Column('state', sa.Enum('DRAFT', 'OPEN', 'RANKING', 'LOCKED', 'PROPOSED', 'PUBLISHED', 'RUNNING', 'CLOSED', 'CANCELLED', name='roundstate', native_enum=False, length=40), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('joins_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ranks_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('publishes_on', sa.DateTime(timezone=True), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('seed', sa.String(), nullable=False),
    sa.Column('left_over_first', sa.Boolean(), nullable=False),
    sa.Column('background_weight', sa.Integer(), nullable=False),
    sa.Column('follows_id', sa.Integer(), nullable=True),
    sa.Column('run_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("state = 'DRAFT' OR state = 'CANCELLED' OR seed != ''", name=op.f('ck_match_rounds_open_has_a_seed')),
    sa.CheckConstraint('background_weight BETWEEN 0 AND 20', name=op.f('ck_match_rounds_background_weight_makes_sense')),
    sa.CheckConstraint('joins_until < ranks_until AND ranks_until < publishes_on', name=op.f('ck_match_rounds_dates_follow')),
    sa.ForeignKeyConstraint(['created_by_id'], ['users.id'], name=op.f('fk_match_rounds_created_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['follows_id'], ['match_rounds.id'], name=op.f('fk_match_rounds_follows_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_match_rounds'))
    )
    with op.batch_alter_table('match_rounds', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_match_rounds_state'), ['state'], unique=False)

    op.create_table('match_mentees',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('joined_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('priority', sa.Integer(), nullable=False),
    sa.Column('choices', sa.JSON(), nullable=False),
    sa.Column('ranked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('suggested', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['round_id'], ['match_rounds.id'], name=op.f('fk_match_mentees_round_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_match_mentees_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_match_mentees')),
    sa.UniqueConstraint('round_id', 'user_id', name=op.f('uq_match_mentees_round_id_user_id'))
    )
    with op.batch_alter_table('match_mentees', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_match_mentees_round_id'), ['round_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_match_mentees_user_id'), ['user_id'], unique=False)

    op.create_table('match_mentors',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('joined_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('places', sa.Integer(), nullable=False),
    sa.Column('sits_out', sa.Boolean(), nullable=False),
    sa.Column('offers', sa.JSON(), nullable=False),
    sa.Column('preferred', sa.JSON(), nullable=False),
    sa.Column('refused', sa.JSON(), nullable=False),
    sa.Column('sorted_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('places BETWEEN 0 AND 8', name=op.f('ck_match_mentors_places_make_sense')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolments.id'], name=op.f('fk_match_mentors_enrolment_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['round_id'], ['match_rounds.id'], name=op.f('fk_match_mentors_round_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_match_mentors')),
    sa.UniqueConstraint('round_id', 'enrolment_id', name=op.f('uq_match_mentors_round_id_enrolment_id'))
    )
    with op.batch_alter_table('match_mentors', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_match_mentors_enrolment_id'), ['enrolment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_match_mentors_round_id'), ['round_id'], unique=False)

    op.create_table('match_pins',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('mentee_id', sa.Integer(), nullable=False),
    sa.Column('choice', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['users.id'], name=op.f('fk_match_pins_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['mentee_id'], ['users.id'], name=op.f('fk_match_pins_mentee_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['round_id'], ['match_rounds.id'], name=op.f('fk_match_pins_round_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_match_pins')),
    sa.UniqueConstraint('round_id', 'mentee_id', name=op.f('uq_match_pins_round_id_mentee_id'))
    )
    with op.batch_alter_table('match_pins', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_match_pins_round_id'), ['round_id'], unique=False)

    op.create_table('match_round_moves',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('verb', sa.String(), nullable=False),
    sa.Column('before', sa.String(), nullable=False),
    sa.Column('after', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['round_id'], ['match_rounds.id'], name=op.f('fk_match_round_moves_round_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_match_round_moves'))
    )
    with op.batch_alter_table('match_round_moves', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_match_round_moves_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_match_round_moves_round_id'), ['round_id'], unique=False)

    op.create_table('match_runs',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('input', sa.String(), nullable=False),
    sa.Column('input_hash', sa.String(), nullable=False),
    sa.Column('result', sa.JSON(), nullable=False),
    sa.Column('result_hash', sa.String(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('warnings', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['users.id'], name=op.f('fk_match_runs_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['round_id'], ['match_rounds.id'], name=op.f('fk_match_runs_round_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_match_runs')),
    sa.UniqueConstraint('round_id', 'number', name=op.f('uq_match_runs_round_id_number'))
    )
    with op.batch_alter_table('match_runs', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_match_runs_round_id'), ['round_id'], unique=False)

    op.create_table('match_waiting_offers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('OFFERED', 'TAKEN', 'PASSED', 'LAPSED', name='waitingstate', native_enum=False, length=40), nullable=False),
    sa.Column('offered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('offered_at < until', name=op.f('ck_match_waiting_offers_there_is_time')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolments.id'], name=op.f('fk_match_waiting_offers_enrolment_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['round_id'], ['match_rounds.id'], name=op.f('fk_match_waiting_offers_round_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_match_waiting_offers_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_match_waiting_offers')),
    sa.UniqueConstraint('round_id', 'user_id', 'enrolment_id', name=op.f('uq_match_waiting_offers_round_id_user_id_enrolment_id'))
    )
    with op.batch_alter_table('match_waiting_offers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_match_waiting_offers_enrolment_id'), ['enrolment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_match_waiting_offers_round_id'), ['round_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_match_waiting_offers_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_match_waiting_offers_user_id'), ['user_id'], unique=False)
        batch_op.create_index('uq_match_waiting_offers_one_open', ['round_id', 'user_id'], unique=True, sqlite_where=sa.text("state = 'OFFERED'"), postgresql_where=sa.text("state = 'OFFERED'"))

    op.create_table('match_proofs',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('got', sa.String(), nullable=True),
    sa.Column('rank', sa.Integer(), nullable=True),
    sa.Column('pinned', sa.Boolean(), nullable=False),
    sa.Column('missed', sa.JSON(), nullable=False),
    sa.Column('place_in_draw', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['run_id'], ['match_runs.id'], name=op.f('fk_match_proofs_run_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_match_proofs_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_match_proofs')),
    sa.UniqueConstraint('run_id', 'user_id', name=op.f('uq_match_proofs_run_id_user_id'))
    )
    with op.batch_alter_table('match_proofs', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_match_proofs_run_id'), ['run_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_match_proofs_user_id'), ['user_id'], unique=False)

    op.create_table('match_waiting_offer_moves',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('offer_id', sa.Integer(), nullable=False),
    sa.Column('verb', sa.String(), nullable=False),
    sa.Column('before', sa.String(), nullable=False),
    sa.Column('after', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['offer_id'], ['match_waiting_offers.id'], name=op.f('fk_match_waiting_offer_moves_offer_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_match_waiting_offer_moves'))
    )
    with op.batch_alter_table('match_waiting_offer_moves', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_match_waiting_offer_moves_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_match_waiting_offer_moves_offer_id'), ['offer_id'], unique=False)


def downgrade() -> None:
    for name in (
        'match_waiting_offer_moves', 'match_proofs', 'match_waiting_offers', 'match_runs', 'match_round_moves', 'match_pins',
        'match_mentors', 'match_mentees', 'match_rounds',
    ):
        op.drop_table(name)
