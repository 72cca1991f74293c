"""Saved searches, what they found, private calendars, and how people want letters."""

import sqlalchemy as sa
from alembic import op

revision = "0a1f680c7bf7"
down_revision = "25ed86e5034c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('calendar_addresses',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_calendar_addresses_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_calendar_addresses')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_calendar_addresses_token_hash'))
    )
    op.create_table('letter_preferences',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('topic', sa.String(), nullable=False),
    sa.Column('pace', sa.Enum('AT_ONCE', 'DAILY', 'WEEKLY', 'OFF', name='pace', native_enum=False, length=40), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_letter_preferences_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_letter_preferences')),
    sa.UniqueConstraint('user_id', 'topic', name=op.f('uq_letter_preferences_user_id_topic'))
    )
    with op.batch_alter_table('letter_preferences', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_letter_preferences_user_id'), ['user_id'], unique=False)

    op.create_table('saved_searches',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('slot', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('question', sa.String(), nullable=False),
    sa.Column('pace', sa.Enum('AT_ONCE', 'DAILY', 'WEEKLY', 'OFF', name='pace', native_enum=False, length=40), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('looked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('slot BETWEEN 1 AND 10', name=op.f('ck_saved_searches_ten_at_most')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_saved_searches_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_searches')),
    sa.UniqueConstraint('user_id', 'question', name=op.f('uq_saved_searches_user_id_question')),
    sa.UniqueConstraint('user_id', 'slot', name=op.f('uq_saved_searches_user_id_slot'))
    )
    with op.batch_alter_table('saved_searches', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_saved_searches_user_id'), ['user_id'], unique=False)

    op.create_table('saved_search_finds',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('search_id', sa.Integer(), nullable=False),
    sa.Column('opportunity_id', sa.Integer(), nullable=False),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['opportunity_id'], ['opportunities.id'], name=op.f('fk_saved_search_finds_opportunity_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['search_id'], ['saved_searches.id'], name=op.f('fk_saved_search_finds_search_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_search_finds')),
    sa.UniqueConstraint('search_id', 'opportunity_id', name=op.f('uq_saved_search_finds_search_id_opportunity_id'))
    )
    with op.batch_alter_table('saved_search_finds', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_saved_search_finds_opportunity_id'), ['opportunity_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_saved_search_finds_search_id'), ['search_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_saved_search_finds_told_at'), ['told_at'], unique=False)

    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.add_column(sa.Column('pace', sa.Enum('AT_ONCE', 'DAILY', 'WEEKLY', 'OFF', name='pace', native_enum=False, length=40), server_default='AT_ONCE', nullable=False))
        batch_op.add_column(sa.Column('mailed_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index('ix_notices_unmailed', ['pace', 'mailed_at'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.drop_index('ix_notices_unmailed')
        batch_op.drop_column('mailed_at')
        batch_op.drop_column('pace')

    with op.batch_alter_table('saved_search_finds', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_saved_search_finds_told_at'))
        batch_op.drop_index(batch_op.f('ix_saved_search_finds_search_id'))
        batch_op.drop_index(batch_op.f('ix_saved_search_finds_opportunity_id'))

    op.drop_table('saved_search_finds')
    with op.batch_alter_table('saved_searches', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_saved_searches_user_id'))

    op.drop_table('saved_searches')
    with op.batch_alter_table('letter_preferences', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_letter_preferences_user_id'))

    op.drop_table('letter_preferences')
    op.drop_table('calendar_addresses')
