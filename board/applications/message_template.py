"""Messages that are the same for many but for a few words."""

import re

from board.applications.models import Application
from board.applications.queries import applicant_list as applicant_list_queries
from board.kernel.errors import Invalid

PLACES = ("name", "posting", "reference")
"""What may stand in braces in a message."""

READY = {
    "Interview": "Dear {name},\n\nwe would like to talk with you about “{posting}”. Please answer with two times that "
    "suit you next week; twenty minutes are enough.",
    "Something is missing": "Dear {name},\n\nto read your application {reference} for “{posting}” to the end we still "
    "need one thing from you: ",
    "It takes longer": "Dear {name},\n\nwe need some more days before we can answer on “{posting}”. Your application "
    "{reference} is being read, and you will hear from us here.",
}
"""Texts that everybody finds."""


def check(text: str) -> None:
    """Raises `Invalid` for an empty message, and for braces that nothing fills."""
    if not text.strip():
        raise Invalid("text", "Write the message first.")
    strange = [item for item in re.findall(r"\{([^{}\n]*)\}", text) if item not in PLACES]
    if strange:
        known = ", ".join(f"{{{place}}}" for place in PLACES)
        raise Invalid("text", f"Nothing fills {{{strange[0]}}}. These are filled for each person: {known}.")


def fill(text: str, application: Application, name: str) -> str:
    """The message as one person reads it."""
    known = {"name": name, "posting": application.opportunity.title, "reference": application.reference}
    return re.sub(r"\{(name|posting|reference)\}", lambda match: known[match[1]], text.strip())


def templates(owner_id: int) -> dict[str, str]:
    """Every text to begin from, by name: the ready ones, then one's own."""
    return READY | {
        name: template.text for name, template in applicant_list_queries.message_templates(owner_id).items()
    }
