"""One worker at a time erases a person; one that died gives the person back after a while."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from board.accounts.actions import erasure_request as erasure_request_actions
from board.accounts.models import ErasureRequest
from board.erasure.rows import Step
from board.kernel import clock
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work


class Lease:
    """That a request is this worker's for now. Raises `Conflict` where another one has it, or has taken it over."""

    until: datetime

    def __init__(self, request: ErasureRequest) -> None:
        self.request_id = request.id

    def __enter__(self) -> Self:
        with unit_of_work():
            self.until = erasure_request_actions.claim(self.request_id, now=clock.now())
        return self

    def __exit__(self, *_error: object) -> None:
        db.session.rollback()
        with unit_of_work():
            erasure_request_actions.give_back(self.request_id, self.until)

    def do(self, step: Step) -> None:
        """Take a step, in a unit of work of its own."""
        with unit_of_work():
            self.until = erasure_request_actions.renew(self.request_id, self.until, now=clock.now())
            step()

    def do_all(self, steps: Iterable[Step]) -> None:
        """Take one after the other."""
        for step in steps:
            self.do(step)
