"""What a try of a quiz asked."""

import random

import sqlalchemy as sa
from alembic import op

revision = "b5d17c40e2aa"
down_revision = "d1d6baf47a6d"
branch_labels = None
depends_on = None

PARTS = ("id", "text", "choices", "right", "takes_several", "explanation")


def upgrade() -> None:
    with op.batch_alter_table("quiz_attempts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asked", sa.JSON(), server_default="[]", nullable=False))
    _keep_what_was_asked(op.get_bind())


def downgrade() -> None:
    with op.batch_alter_table("quiz_attempts", schema=None) as batch_op:
        batch_op.drop_column("asked")


def _keep_what_was_asked(connection: sa.Connection) -> None:
    """Earlier tries get the questions as they stand, choices as written: that is how their answers were numbered."""
    attempts = sa.table("quiz_attempts", *map(sa.column, ("id", "taking_id", "seed")), sa.column("asked", sa.JSON()))
    takings = sa.table("takings", *map(sa.column, ("id", "activity_id")))
    listed = {"choices": sa.JSON(), "right": sa.JSON(), "takes_several": sa.Boolean()}
    columns = [sa.column(name, listed.get(name)) for name in (*PARTS, "activity_id", "position")]
    questions = sa.table("activity_questions", *columns)
    by_activity: dict[int, list[dict[str, object]]] = {}
    for row in connection.execute(sa.select(questions).order_by(questions.c.position)).mappings():
        by_activity.setdefault(row["activity_id"], []).append({name: row[name] for name in PARTS})
    made = sa.select(attempts.c.id, attempts.c.seed, takings.c.activity_id)
    for number, seed, activity_id in connection.execute(made.where(takings.c.id == attempts.c.taking_id)).all():
        asked = list(by_activity.get(activity_id, ()))
        random.Random(seed).shuffle(asked)
        connection.execute(sa.update(attempts).where(attempts.c.id == number).values(asked=asked))
