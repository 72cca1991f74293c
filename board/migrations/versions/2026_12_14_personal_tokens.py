"""Personal tokens, by which programs read for somebody."""

import sqlalchemy as sa
from alembic import op

revision = "3ac91e7f50b2"
down_revision = "c41a7d20f6b3"
branch_labels = None
depends_on = None
WHILE_RUNNING = True


def upgrade() -> None:
    op.create_table(
        "personal_tokens",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_personal_tokens_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_personal_tokens_token_hash")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_personal_tokens_user_id_name")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("personal_tokens") as batch_op:
        batch_op.create_index(batch_op.f("ix_personal_tokens_user_id"), ["user_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_personal_tokens_expires_at"), ["expires_at"], unique=False)


def downgrade() -> None:
    op.drop_table("personal_tokens")
