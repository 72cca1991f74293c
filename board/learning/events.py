"""What happens to activities and certificates and concerns the index and the record."""

from dataclasses import dataclass

from board.kernel.events import Event


@dataclass(frozen=True)
class ActivityChanged(Event):
    """What the catalogue shows of an activity is different now, or it left the catalogue."""

    activity_id: int


@dataclass(frozen=True)
class CertificateIssued(Event):
    """Somebody passed an activity."""

    user_id: int


@dataclass(frozen=True)
class CertificateCorrected(Event):
    """A certificate was given anew, with other facts."""

    user_id: int
    activity_id: int


@dataclass(frozen=True)
class OutsideActivityVerified(Event):
    """A supervisor confirmed an outside activity."""

    user_id: int
    outside_id: int


@dataclass(frozen=True)
class OutsideActivityReopened(Event):
    """A verified outside activity was changed, and waits to be verified anew."""

    user_id: int
    outside_id: int
