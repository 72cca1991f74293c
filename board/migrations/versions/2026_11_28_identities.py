"""Who somebody is at the school's own sign-on, and which sessions began by it."""

import sqlalchemy as sa
from alembic import op

revision = "5a0c1de3f7b2"
down_revision = "3a9c1f0b7d52"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "identities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("label", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("roles_said", sa.JSON(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("roles_missing", sa.JSON(), server_default=sa.text("'[]'"), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_identities_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identities")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_identities_issuer_subject")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("identities", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identities_user_id"), ["user_id"], unique=False)
    with op.batch_alter_table("sessions", schema=None, table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.add_column(sa.Column("identity_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("id_token", sa.Text(), server_default=sa.text("''"), nullable=False))
        batch_op.create_foreign_key(
            batch_op.f("fk_sessions_identity_id"), "identities", ["identity_id"], ["id"], ondelete="CASCADE"
        )
        batch_op.create_index(batch_op.f("ix_sessions_identity_id"), ["identity_id"], unique=False)


def downgrade():
    with op.batch_alter_table("sessions", schema=None, table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sessions_identity_id"))
        batch_op.drop_constraint(batch_op.f("fk_sessions_identity_id"), type_="foreignkey")
        batch_op.drop_column("id_token")
        batch_op.drop_column("identity_id")
    op.drop_table("identities")
