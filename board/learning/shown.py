"""What anybody reads who holds the code of a certificate; the page that checks it is made of it."""

from dataclasses import dataclass

from board.learning import labels
from board.learning.models import Certificate
from board.web.shown import ShownPart


@dataclass(frozen=True)
class ShownCertificate(ShownPart):
    """Whose it is, for what, and from when."""

    TEMPLATES = ("learning/_shown_certificate.html",)
    minutes = staticmethod(labels.minutes)

    certificate: Certificate


def shown_certificate(certificate: Certificate) -> ShownCertificate:
    """As it was given."""
    return ShownCertificate(f"Certificate {certificate.code}", [], certificate)
