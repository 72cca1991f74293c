"""The shape of an announcement."""

from typing import Any

from wtforms import BooleanField, SelectMultipleField

from board.accounts.models import Role, User
from board.announcements.actions import AnnouncementText
from board.announcements.labels import LACKING, ROLES
from board.announcements.models import Announcement, Lacking
from board.announcements.queries import Audience
from board.school import settings as school_settings
from board.web.editing import EditForm
from board.web.email_address import EmailAddress
from board.web.forms import OneLine, Text, options
from board.web.school_fields import SomeOfSchool, SomeOrWritten


class AnnouncementForm(EditForm):
    """What is written, and for whom."""

    subject = OneLine("Subject", most=120, required="Write a subject.")
    body = Text("Text", most=10_000, required="Write the text.")
    reply_to = EmailAddress("Replies go to", required="Write the address of whoever answers.")
    roles = SelectMultipleField("Roles", choices=options((role.value, ROLES[role].capitalize()) for role in Role))
    class_years = SomeOfSchool("Class years", names=lambda: school_settings.class_years)
    programmes = SomeOrWritten("Programs", names=lambda: school_settings.programmes)
    lacking = SelectMultipleField(
        "Only students who", choices=options((lacking.value, LACKING[lacking]) for lacking in Lacking)
    )
    must_know = BooleanField("Everybody must know this, also who turned announcements off")
    reason = OneLine("Why they must", most=300)

    @classmethod
    def of(cls, announcement: Announcement, **more: Any) -> "AnnouncementForm":
        """The form with what a draft holds."""
        names = ("subject", "body", "reply_to", "roles", "class_years", "programmes", "lacking", "must_know", "reason")
        return cls(data={name: getattr(announcement, name) for name in names}, **more)

    @classmethod
    def blank(cls, user: User) -> "AnnouncementForm":
        """A new one: replies go to whoever writes it, unless they say otherwise."""
        return cls(data={"reply_to": user.email})

    def text(self) -> AnnouncementText:
        """As the action takes it."""
        return AnnouncementText(
            subject=self.subject.data,
            body=self.body.data,
            reply_to=self.reply_to.data,
            must_know=bool(self.must_know.data),
            reason=self.reason.data or "",
            audience=Audience(
                tuple(self.roles.data or ()),
                tuple(self.class_years.data or ()),
                tuple(self.programmes.data or ()),
                tuple(self.lacking.data or ()),
            ),
        )
