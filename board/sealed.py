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
from board.kernel.keyring import SealedBy, SecretKeys
from board.kernel.statements import rows_changed
from board.operations import queries as operations_queries
from board.webhooks import signing as webhook_signing
from board.webhooks.models import Webhook


@dataclass(frozen=True)
class _Sealed:
    """A column, what it is sealed for, and by which column of the row that differs."""

    column: InstrumentedAttribute[str]
    of: InstrumentedAttribute[int]
    purpose: Callable[[int], str]


_ALL = (
    _Sealed(Authenticator.sealed_secret, Authenticator.user_id, account_authenticator_codes.purpose),
    _Sealed(ErasureRequest.sealed, ErasureRequest.id, lambda _: erasure_person.PURPOSE),
    _Sealed(ErasureMarkKey.sealed, ErasureMarkKey.id, lambda _: account_erasure_marks.KEY),
    _Sealed(Webhook.sealed_secret, Webhook.id, lambda _: webhook_signing.PURPOSE),
)


def by_key(keys: SecretKeys) -> Counter[SealedBy]:
    """How much is sealed by which key."""
    return Counter(keyring.sealed_by(keys, purpose, text) for _, _, purpose, text in _texts())


def seal_anew(keys: SecretKeys) -> int:
    """Have the key of now seal whatever a key of before sealed; answers how much that was.

    What somebody changed meanwhile is sealed by the key of now already.
    """
    done = 0
    for column, number, purpose, text in _texts():
        if keyring.sealed_by(keys, purpose, text) is SealedBy.BEFORE:
            anew = keyring.box(keys, purpose).rotate(text.encode()).decode()
            model: Any = column.class_
            same = update(model).where(model.id == number, column == text)
            done += rows_changed(same.values({column: anew}))
    return done


def _texts() -> Iterator[tuple[InstrumentedAttribute[str], int, str, str]]:
    """Column, number of the row, purpose, sealed text."""
    for kind in _ALL:
        for number, of, text in operations_queries.texts_of(kind.column, kind.of):
            yield kind.column, number, kind.purpose(of), text
