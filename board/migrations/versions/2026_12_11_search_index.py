"""An empty index for ROUNDS_SEARCH_ENGINE=postgresql, where the database is PostgreSQL and lets us make a schema."""

import sqlalchemy as sa
from alembic import op

from board.search.postgresql.schema import CREATE, SCHEMA

revision = "a7c3f09d51e8"
down_revision = "8d3b5f0c2e71"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql" and op.get_bind().scalar(
        sa.text("SELECT has_database_privilege(current_database(), 'CREATE')")
    ):
        op.execute(CREATE)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
