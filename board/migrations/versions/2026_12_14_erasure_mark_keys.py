"""A key of their own for the marks of people who were erased, so that ROUNDS_SECRET_KEY can be changed.

The marks that are there were made by the ROUNDS_SECRET_KEY of now: it is kept as their key, sealed by itself. So it is
where there are none yet but people: code of the version before, which may run on meanwhile, marks by that key too.
"""

import base64

import sqlalchemy as sa
from alembic import op
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

revision = "c41a7d20f6b3"
down_revision = "b7f41c8e0d95"
branch_labels = None
depends_on = None
WHILE_RUNNING = True


def upgrade():
    keys = op.create_table(
        "erasure_mark_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_mark_keys")),
        sqlite_autoincrement=True,
    )
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM users")):
        secret_key = current_app.config["SECRET_KEY"].encode()
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"erasure marks").derive(secret_key)
        sealed = Fernet(base64.urlsafe_b64encode(derived)).encrypt(secret_key).decode()
        op.bulk_insert(keys, [{"sealed": sealed}])


def downgrade():
    op.drop_table("erasure_mark_keys")
