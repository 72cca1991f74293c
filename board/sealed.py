"""Everything that rests sealed by ROUNDS_SECRET_KEY, so that it can be sealed anew when the key changes."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import InstrumentedAttribute

from board.accounts import authenticator_codes as account_authenticator_codes
from board.accounts import erasure_marks as account_erasure_marks
from board.accounts.models import Authenticator, ErasureMarkKey, ErasureRequest
from board.erasure import person as erasure_person
from board.kernel import keyring
from board.kernel.batches import batched
from board.kernel.keyring import SealedBy, SecretKeys
from board.kernel.statements import rows_changed
from board.kernel.unit_of_work import unit_of_work
from board.operations import queries as operations_queries
from board.webhooks import signing as webhook_signing
from board.webhooks.models import Webhook


@dataclass(frozen=True)
class SealedColumn:
    """A column, what it is sealed for, and by which column of the row that differs."""

    column: InstrumentedAttribute[str]
    of: InstrumentedAttribute[int]
    purpose: Callable[[int], str]


AT_ONCE = 100
"""Secrets that are sealed anew in one unit of work."""
SEALED = (
    SealedColumn(Authenticator.sealed_secret, Authenticator.user_id, account_authenticator_codes.purpose),
    SealedColumn(ErasureRequest.sealed, ErasureRequest.id, lambda _: erasure_person.PURPOSE),
    SealedColumn(ErasureMarkKey.sealed, ErasureMarkKey.id, lambda _: account_erasure_marks.KEY),
    SealedColumn(Webhook.sealed_secret, Webhook.id, lambda _: webhook_signing.PURPOSE),
)


def by_key(keys: SecretKeys) -> Counter[SealedBy]:
    """How much is sealed by which key."""
    return Counter(keyring.sealed_by(keys, purpose, text) for _, _, purpose, text in _texts())


def seal_anew(keys: SecretKeys) -> int:
    """Have the key of now seal whatever a key of before sealed; answers how much that was.

    A few at a time, so that people save meanwhile; what somebody changed since is sealed by the key of now already.
    """
    done = 0
    of_before = [text for text in _texts() if keyring.sealed_by(keys, *text[2:]) is SealedBy.BEFORE]
    for some in batched(of_before, AT_ONCE):
        anew = [keyring.box(keys, purpose).rotate(text.encode()).decode() for _, _, purpose, text in some]
        with unit_of_work():
            for (column, number, _, text), new in zip(some, anew, strict=True):
                model: Any = column.class_
                done += rows_changed(update(model).where(model.id == number, column == text).values({column: new}))
    return done


def _texts() -> Iterator[tuple[InstrumentedAttribute[str], int, str, str]]:
    """Column, number of the row, purpose, sealed text."""
    for kind in SEALED:
        for number, of, text in operations_queries.texts_of(kind.column, kind.of):
            yield kind.column, number, kind.purpose(of), text
