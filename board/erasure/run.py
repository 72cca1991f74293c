"""One run through the rows of one person; one that died gives the person back after a while."""

from collections.abc import Iterable
from secrets import token_hex
from typing import Self

from board.accounts.actions import erasure_request as erasure_request_actions
from board.accounts.models import ErasureRequest
from board.erasure.rows import Step
from board.kernel import clock
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work


class Run:
    """That the lease of a request is this run's. Raises `Conflict` where another one has it, or has taken it over.

    A run has a name of its own, not its worker's: a worker says beside its work that it lives, and so keeps also what
    has come to a standstill. A run takes the lease again in each step, so that one that lost it writes nothing more.
    """

    def __init__(self, request: ErasureRequest) -> None:
        self.request_id, self.name = request.id, f"erasure:{token_hex(8)}"

    def __enter__(self) -> Self:
        with unit_of_work():
            erasure_request_actions.take(self.request_id, holder=self.name, now=clock.now())
        return self

    def __exit__(self, *_error: object) -> None:
        db.session.rollback()
        with unit_of_work():
            erasure_request_actions.give_back(self.request_id, holder=self.name)

    def do(self, step: Step) -> None:
        """Take a step, in a unit of work of its own."""
        with unit_of_work():
            erasure_request_actions.renew(self.request_id, holder=self.name, now=clock.now())
            step()

    def do_all(self, steps: Iterable[Step]) -> None:
        """Take one after the other."""
        for step in steps:
            self.do(step)
