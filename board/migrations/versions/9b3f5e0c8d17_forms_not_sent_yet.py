"""Forms that were written and not sent."""

import sqlalchemy as sa
from alembic import op

revision = "9b3f5e0c8d17"
down_revision = "5e19c0aa4d73"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unsent_forms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_unsent_forms_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unsent_forms")),
        sa.UniqueConstraint("user_id", "address", name=op.f("uq_unsent_forms_user_id_address")),
    )
    with op.batch_alter_table("unsent_forms") as batch_op:
        batch_op.create_index(batch_op.f("ix_unsent_forms_user_id"), ["user_id"], unique=False)


def downgrade() -> None:
    op.drop_table("unsent_forms")
