"""Email addresses: the one form in which they are stored, compared and sent."""

import re
import unicodedata

from email_validator import EmailNotValidError, validate_email

LONGEST, LONGEST_LOCAL = 254, 64
"""What SMTP carries: of a whole address, and before the @ (RFC 5321, 4.5.3.1)."""


class BadAddress(ValueError):
    """No mail server would take this address; the message is for whoever typed it."""


def normalize(text: str) -> str:
    """The address in lower case, its domain as every mail server reads it (`exämple.edu` → `xn--exmple-cua.edu`).

    Raises `BadAddress`. Letters outside ASCII before the @ are refused: only some mail servers carry them, and an
    address that cannot be written to is worse than one that was asked for again.
    """
    address = text.strip()
    if len(address) > LONGEST:
        raise BadAddress(f"An email address has at most {LONGEST} characters.")
    local = address.rpartition("@")[0]
    if len(local) > LONGEST_LOCAL:
        raise BadAddress(f"An email address has at most {LONGEST_LOCAL} characters before the @.")
    if not local.isascii() and "@" not in local:
        foreign = ", ".join(dict.fromkeys(_shown(letter) for letter in local if not letter.isascii()))
        raise BadAddress(f"Before the @ use only unaccented letters, numbers and signs: {foreign} cannot be mailed.")
    try:
        checked = validate_email(address, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise BadAddress(f"Enter an email address such as name@school.edu. {error}") from error
    return (checked.ascii_email or checked.normalized).lower()


DOTS_IGNORED = {"gmail.com", "proton.me"}
"""Providers that deliver `a.b` and `ab` to one mailbox."""
SAME_PROVIDER = {
    "googlemail.com": "gmail.com",
    "protonmail.com": "proton.me",
    "pm.me": "proton.me",
    "me.com": "icloud.com",
    "mac.com": "icloud.com",
}
"""Domains of one provider that lead to one mailbox."""


def mailbox(text: str) -> str:
    """Whose mailbox an address leads to, however it is spelled: for comparing, never for writing to.

    Case, the part after a plus sign, and the dots that a provider ignores make no other person.
    """
    local, _, domain = comparable(text).rpartition("@")
    domain = SAME_PROVIDER.get(domain, domain)
    local = local.partition("+")[0] or local
    return f"{local.replace('.', '') if domain in DOTS_IGNORED else local}@{domain}"


def comparable(text: str) -> str:
    """The form to look an address up by: as `normalize` gives it, or as typed where no address can be read."""
    try:
        return normalize(text)
    except BadAddress:
        return text.replace("\x00", "").strip().lower()


def mentioned(text: str) -> list[str]:
    """Every address in a line of words (`Jo Lee, jo@school.edu`), normalized. Raises `BadAddress` on a bad one."""
    words = re.split(r"[\s,;:<>()]+", text)
    return [normalize(word.rstrip(".")) for word in words if "@" in word]


def _shown(letter: str) -> str:
    return letter if letter.isprintable() and not unicodedata.combining(letter) else f"U+{ord(letter):04X}"
