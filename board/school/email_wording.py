"""What the school says in an email of one kind in its own words: another subject, and lines before and after the text.

The text itself stays that of Rounds, as it says what is true. Placeholders are those of the declared subject and no
others: so nobody can write one that an email cannot fill, or that reaches for more than the email tells.
"""

from dataclasses import asdict, dataclass
from string import Formatter
from typing import Any

from board.kernel import text as kernel_text
from board.kernel.errors import Invalid
from board.kernel.wording import listed
from board.school.registry import settings

SCHOOL = "school_name"
"""A placeholder that every kind has."""
LONGEST_SUBJECT, LONGEST_TEXT = 160, 2000


@dataclass(frozen=True)
class EmailWording:
    """The school's own words; what is empty is as Rounds has it."""

    subject: str = ""
    intro: str = ""
    outro: str = ""

    def __bool__(self) -> bool:
        return self != EmailWording()

    def in_words(self) -> str:
        """As the audit log shows it."""
        parts = {name: value for name, value in asdict(self).items() if value}
        return "; ".join(f"{name}: {value}" for name, value in parts.items())


def stored_as(kind: str) -> str:
    """The name of the setting that holds the wording of a kind of email."""
    return f"email-wording:{kind}"


def of_kind(kind: str) -> EmailWording:
    """The school's words for a kind of email, which are none where it has said nothing."""
    stored = settings.stored(stored_as(kind))
    if not isinstance(stored, dict):
        return EmailWording()
    return EmailWording(*(str(stored.get(name) or "") for name in ("subject", "intro", "outro")))


def placeholders(subject: str) -> tuple[str, ...]:
    """What may stand in braces where Rounds has this subject."""
    return (SCHOOL, *dict.fromkeys(name for _, name, _, _ in Formatter().parse(subject) if name))


def subject_in_short(kind: str, declared_subject: str) -> str:
    """The subject as it is sent, with … for what an email is about."""
    parts = Formatter().parse(of_kind(kind).subject or declared_subject)
    return "".join(f"{literal}…" if name is not None else literal for literal, name, _, _ in parts)


def checked(wording: EmailWording, declared_subject: str) -> EmailWording:
    """The wording as it is stored. Raises `Invalid` on the part that cannot be."""
    cleaned = EmailWording(
        kernel_text.clean_line(wording.subject), *map(kernel_text.clean_text, (wording.intro, wording.outro))
    )
    objection = kernel_text.objection_to_line(cleaned.subject, LONGEST_SUBJECT)
    if objection:
        raise Invalid("subject", objection)
    for part, value in asdict(cleaned).items():
        if objection := kernel_text.objection_to_text(value, LONGEST_TEXT) or _objection(value, declared_subject):
            raise Invalid(part, objection)
    return cleaned


def filled(text: str, context: dict[str, Any]) -> str:
    """The text with what its placeholders stand for."""
    return text.format(**context | {SCHOOL: settings.school_name})


def _objection(text: str, declared_subject: str) -> str:
    known = placeholders(declared_subject)
    allowed = listed([f"{{{name}}}" for name in known], "or")
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return f"A brace stands alone. In braces there may be {allowed}; write {{{{ for a brace itself."
    strange = [name for _, name, form, turned in parts if name is not None and (name not in known or form or turned)]
    if strange:
        return f"{{{strange[0]}}} is no placeholder of this email. There is {allowed}."
    return ""
