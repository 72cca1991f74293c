"""Why an email was left unsent."""

import sqlalchemy as sa
from alembic import op

revision = "5c0f2ae1d9b4"
down_revision = "796ec35bfc08"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("emails") as emails:
        reasons = sa.Enum("UNDELIVERABLE", "SWITCHED_OFF", "OUT_OF_DATE", name="notsent", native_enum=False, length=40)
        emails.add_column(sa.Column("not_sent", reasons, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("emails") as emails:
        emails.drop_column("not_sent")
