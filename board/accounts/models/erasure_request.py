"""People who asked to be erased."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from board.accounts.models.account import User
from board.kernel.db import Model
from board.kernel.lease import Leased


class ErasureRequest(Leased, Model):
    """That everything of a person is to be erased, from a day on that leaves time to think again."""

    __tablename__ = "erasure_requests"
    __table_args__ = (
        Index(
            "uq_erasure_requests_open",
            "user_id",
            unique=True,
            sqlite_where=text("cancelled_at IS NULL"),
            postgresql_where=text("cancelled_at IS NULL"),
        ),
        CheckConstraint("cancelled_at IS NULL OR begun_at IS NULL", name="what_began_is_not_cancelled"),
        CheckConstraint("rows_erased_at IS NULL OR begun_at IS NOT NULL", name="first_it_begins"),
        CheckConstraint("done_at IS NULL OR rows_erased_at IS NOT NULL", name="first_the_rows"),
        CheckConstraint("sealed = '' OR begun_at IS NOT NULL", name="nothing_is_sealed_before"),
        CheckConstraint("rows_erased_at IS NULL OR sealed = ''", name="nothing_stays_sealed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    """The person, or a coordinator; None for the operator."""
    reason: Mapped[str] = mapped_column(default="", server_default=text("''"))
    """What a coordinator gave."""
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime] = mapped_column(index=True)
    reminded_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    obstructed_at: Mapped[datetime | None]
    """Since when it waits for something that is to be settled first."""
    begun_at: Mapped[datetime | None]
    """The account is closed for good; from here on nothing brings it back."""
    called: Mapped[str] = mapped_column(default="", server_default=text("''"))
    """What the row without a person is called. It is noted when it begins, as the next two are: a worker that goes on
    with what was stopped finds no roles any more."""
    was_staff: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Their word in a student's record stays with their name: the record is the student's."""
    acted_for_office: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """What a coordinator did stays in the audit log, without their name."""
    sealed: Mapped[str] = mapped_column(default="", server_default=text("''"))
    """What is looked for, sealed, from before the first row goes until the last one is gone."""
    rows_erased_at: Mapped[datetime | None]
    index_rebuilt_at: Mapped[datetime | None]
    rewrite_at: Mapped[datetime | None]
    """When the database's files are to be written anew, next."""
    rewrite_tries: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """How often that was refused tonight."""
    done_at: Mapped[datetime | None]
    """Nothing is left in the index and in the database's own files either."""

    marks: Mapped[list["ErasureMark"]] = relationship(cascade="all, delete-orphan", order_by="ErasureMark.id")
    user: Mapped[User] = relationship(foreign_keys=[user_id])
    asked_by: Mapped[User | None] = relationship(foreign_keys=[asked_by_id])

    @property
    def reference(self) -> str:
        """What the person and the office call it, who no longer know a name."""
        return f"E-{self.id:05d}"

    @property
    def waits(self) -> bool:
        """It can still be cancelled."""
        return self.cancelled_at is None and self.begun_at is None


class ErasureMarkKey(Model):
    """The key of erasure marks; another beside it where it did not open when it was needed. All that open are tried."""

    __tablename__ = "erasure_mark_keys"

    id: Mapped[int] = mapped_column(primary_key=True)
    sealed: Mapped[str]


class ErasureMark(Model):
    """By which roster or school sign-on know somebody again who was erased, without saying who it was."""

    __tablename__ = "erasure_marks"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("erasure_requests.id", ondelete="CASCADE"), index=True)
    mark: Mapped[str] = mapped_column(unique=True)
    """A keyed hash; of two people with the same one the first has it."""
