"""The shape of what the office is told, and of what it asks its own lists."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Self

from wtforms import BooleanField, SelectField, SelectMultipleField

from board.accounts.forms import no_class_year
from board.accounts.models import Role, User
from board.accounts.queries.people import MOST as MOST_PEOPLE
from board.accounts.queries.people import PeopleFilter
from board.kernel.errors import Invalid
from board.kernel.pdf import MEGABYTES
from board.kernel.spreadsheet import MOST_ROWS, Options
from board.office.import_plan import Choices
from board.office.labels import PEOPLE_ACTS, WORRIES
from board.office.roster.columns import NO_CLASS
from board.office.roster.plan import RosterChoices
from board.opportunities.actions import ImportGoal
from board.opportunities.exchange import columns
from board.opportunities.exchange.answers import ImportAnswers
from board.opportunities.exchange.dates import ORDERS
from board.school import email_wording
from board.school import settings as school_settings
from board.school.email_wording import LONGEST_SUBJECT, LONGEST_TEXT, EmailWording
from board.school.logo import Logo
from board.vocabulary.import_words import key
from board.vocabulary.words import Kind
from board.web.addresses import number
from board.web.editing import EditForm
from board.web.email_address import EmailAddress
from board.web.forms import Day, Form, Id, OneLine, OneOf, Pressed, Text, Upload, options
from board.web.logo_upload import read_logo
from board.web.school_fields import OneOfSchool, SettingsForm, form_of


class FlagForm(Form):
    """What is wrong with a posting."""

    worry = OneOf(
        "What is wrong?",
        required="Choose what comes nearest.",
        choices=options([(worry.value, words) for worry, words in WORRIES.items()]),
    )
    words = Text("What happened", most=2000)


class OutcomeForm(Form):
    """What a coordinator did about a report."""

    outcome = OneLine("What you did", most=300)


class UndeliverableForm(Form):
    """Addresses from which emails came back, as a mailbox shows them."""

    addresses = Text("Addresses that emails came back from", most=100_000, required="Paste the addresses.")
    shown = SelectMultipleField(validate_choice=False)
    """Who was shown with a box: of these, what is ticked is meant."""
    people = SelectMultipleField("Whose emails come back", validate_choice=False)
    confirmed = BooleanField()


class SuspendForm(Form):
    """Why an account is closed for a while."""

    reason = OneLine("Why", most=300)


class ErasePersonForm(Form):
    """Why a person is erased whom the office acts for."""

    why = OneLine("Why", most=300, required="Say who asked for it and why: the person reads it.")


class MergeForm(Form):
    """Which other account is the same person's."""

    other = EmailAddress("Email of the account that goes", required="Write the address of the other account.")


class SeeAsForm(Form):
    """Why a coordinator looks at Rounds as somebody else sees it."""

    why = OneLine("Why you look", most=300)


class ClassForm(EditForm):
    """In which class year and programme somebody is."""

    class_year = OneOfSchool("Class year", names=lambda: school_settings.class_years, nothing="Not stated")
    programme = OneOfSchool("Program", names=lambda: school_settings.programmes, nothing="Not stated")

    @classmethod
    def of(cls, user: User, **more: Any) -> Self:
        """The form with what this person has; what the request brings goes before it."""
        form = cls(obj=user, **more)
        form.class_year.call_nothing(no_class_year(user))
        return form


class ApprovedSupervisorForm(Form):
    """Who answers as a supervisor from an address outside the staff."""

    name = OneLine("Name", most=120, required="Write who reads the mail of this address.")
    address = EmailAddress("Email address", required="Write the address.")


class ApproveForm(Form):
    """Where the button was pressed that lets somebody post."""

    back = OneLine(most=20)

    @property
    def is_from_list(self) -> bool:
        """Was it pressed in the list of people?"""
        return self.back.data == "list"


class RoleForm(Form):
    """A role, to be given or taken back."""

    role = OneLine(most=40)
    verb = Pressed("give", "take")

    @property
    def gives(self) -> bool:
        """Is it to be given?"""
        return self.verb.data == "give"

    def chosen_role(self) -> Role:
        """The role. Raises `Invalid` for what is none."""
        if self.role.data not in list(Role):
            raise Invalid("role", "Choose one of the roles.")
        return Role(self.role.data)


class TrustForm(Form):
    """Do their postings go on the board unread?"""

    on = Pressed("1", "0")

    @property
    def is_trusted(self) -> bool:
        """Do they?"""
        return self.on.data == "1"


class TryAgainForm(Form):
    """Which message is tried again; none for all emails that failed."""

    message = Id()


class UploadForm(Form):
    """A file of postings."""

    file = Upload(f"CSV, Excel (.xlsx) or JSON, up to {MEGABYTES} MB and {MOST_ROWS:,} rows")


class EmailWordingForm(EditForm):
    """The school's own words for a kind of email."""

    subject = OneLine("Subject", most=LONGEST_SUBJECT)
    intro = Text("Before the text", most=LONGEST_TEXT)
    outro = Text("After the text", most=LONGEST_TEXT)
    preview = BooleanField()

    @classmethod
    def of(cls, kind: str) -> "EmailWordingForm":
        """The form with what is stored."""
        return cls(data=asdict(email_wording.of_kind(kind)))

    def wording(self) -> EmailWording:
        """As the action takes it."""
        return EmailWording(self.subject.data, self.intro.data, self.outro.data)


class LogoForm(Form):
    """A picture of the school."""

    logo = Upload("Picture")

    def chosen_logo(self) -> Logo:
        """The picture. Raises `Invalid` where there is none, or it cannot be shown."""
        if (logo := read_logo(self.logo)) is None:
            raise Invalid("logo", "Choose a file first.")
        return logo


class SetUpForm(SettingsForm):
    """What a school is called and who belongs to it, with its logo."""

    logo = Upload("Logo")

    def read_logo(self) -> Logo | None:
        """The picture, where one was chosen. Raises `Invalid`."""
        return read_logo(self.logo)


def set_up_form() -> type[SetUpForm]:
    """The form of today's settings."""
    names = ("school_name", "email_domains", "class_years")
    return form_of((school_settings.declared(name) for name in names), SetUpForm)


def _ids(values: Iterable[str] | None) -> set[int]:
    return {int(value) for value in values or () if value.isdecimal() and len(value) < 10}


class PeopleActForm(Form):
    """What is done with many people, and with whom: those who are ticked, or everybody whom the filter describes."""

    act = SelectField(choices=options(PEOPLE_ACTS.items()), validate_choice=False)
    people = SelectMultipleField(validate_choice=False)
    everybody = BooleanField()
    reason = OneLine("Why", most=300)
    q = OneLine(most=200)
    role = OneLine(most=40)
    class_year = OneLine(most=40)
    status = OneLine(most=40)
    sign_on = OneLine(most=40)
    seen = OneLine(most=40)
    lacks = OneLine(most=40)
    without = SelectMultipleField(validate_choice=False)
    """Who is left out of those who were chosen."""
    press = OneLine(most=20)
    page = OneLine(most=10)
    """Of the list, when the button was pressed."""

    @property
    def goes_back(self) -> bool:
        """Is the list wanted again, with what was chosen?"""
        return self.press.data == "back"

    @property
    def page_number(self) -> int:
        """Of the list."""
        return max(1, number(self.page.data or "") or 1)

    def filter(self) -> PeopleFilter:
        """Whom the list was about when the button was pressed."""
        fields = (self.q, self.role, self.class_year, self.status, self.sign_on, self.seen, self.lacks)
        return PeopleFilter(*((field.data or "").replace("\x00", "").strip() for field in fields))

    def ids(self) -> set[int]:
        """Who is ticked."""
        return _ids(self.people.data)

    def left_out(self) -> set[int]:
        """Who is left out."""
        return _ids(self.without.data)

    def problem(self, chosen: int) -> str:
        """Why nothing can be done, in a sentence; empty where it can."""
        if self.act.data not in PEOPLE_ACTS:
            return "Choose what to do."
        if not self.validate():
            return " ".join(message for messages in self.errors.values() for message in messages)
        if not chosen:
            return "Nobody is chosen. Tick people, or choose everybody who matches."
        if chosen > MOST_PEOPLE:
            return f"That is more than {MOST_PEOPLE:,} people. Filter the list first."
        if self.act.data == "suspend" and not (self.reason.data or "").strip():
            return "Say why: each person reads it, and the audit log keeps it."
        return ""


class RosterUploadForm(Form):
    """A file of people."""

    file = Upload(f"CSV or Excel (.xlsx), up to {MEGABYTES} MB and {MOST_ROWS:,} rows")


class RosterForm(Form):
    """What becomes of the people of a roster."""

    classes_from = Day("Class years count from")
    same_names = BooleanField("All whose names agree are the same people")
    same = SelectMultipleField(validate_choice=False)
    invite = BooleanField("Send invitations now to those who join")
    skip = BooleanField("Leave out the rows that are refused")
    looked_at = BooleanField("I have looked: this is the right file")

    def same_people(self) -> frozenset[int]:
        """The accounts that were ticked."""
        return frozenset(_ids(self.same.data))


class ImportForm(Form):
    """What the rows of a file become."""

    become = OneOf(
        "They become",
        choices=options(
            [
                ("drafts", "Drafts of mine"),
                ("published", "Published postings"),
                ("as-in-file", "As the file says: its states and owners, drafts where it tells none"),
            ]
        ),
        default="drafts",
    )
    """Drafts where nothing is said, as a script may leave it; what is none of these is refused."""
    past = BooleanField("Publish those whose deadline has passed as well")
    skip = BooleanField("Leave out the rows that cannot be imported")

    def goal(self) -> ImportGoal:
        """As the action takes it."""
        become = self.become.data
        return ImportGoal(
            on_board=become == "published",
            past_too=self.past.data,
            as_in_file=become == "as-in-file",
            without_bad=self.skip.data,
        )


KIND_OF = "kind-of-"
"""How the name of a field begins that asks which kind a word means; the word follows."""


def said_of_file(values: Mapping[str, str]) -> dict[str, str]:
    """Of all that a form sends, what it says of a file: what an address of the preview holds."""
    return {
        name: value
        for name, value in values.items()
        if value and name.startswith(("column-", "kind", "dates-", "sheet", "heading-row", "encoding"))
    }


def import_choices(values: Mapping[str, str], remembered: Mapping[str, Kind]) -> Choices:
    """What the form of the columns says, over the words that are remembered; what makes no sense is passed over."""
    kind = values.get("kind", "")
    orders = {column: values.get(f"dates-{column}", "") for column in columns.DATES}
    kinds = {
        key(name.removeprefix(KIND_OF)): Kind(value)
        for name, value in values.items()
        if name.startswith(KIND_OF) and value in list(Kind)
    }
    return Choices(
        options=Options(values.get("sheet", ""), number(values.get("heading-row", "")), values.get("encoding", "")),
        columns=columns_chosen(values),
        answers=ImportAnswers(
            Kind(kind) if kind in list(Kind) else None,
            dict(remembered) | {word: kind for word, kind in kinds.items() if word},
            {column: order for column, order in orders.items() if order in ORDERS},
        ),
    )


def columns_chosen(values: Mapping[str, str]) -> dict[int, str]:
    """Place of their column → ours, as the form of the columns says."""
    return {
        int(name.removeprefix("column-")): value
        for name, value in values.items()
        if name.startswith("column-") and name[7:].isdecimal() and len(name) < 11 and value
    }


CLASS_OF_WORD = "class-year-of-"
"""How the name of a field begins that asks which class year a word means; the word follows."""


def classes_chosen(values: Mapping[str, str]) -> dict[str, str]:
    """Word of the roster → the class year that it means; empty for none. What is no answer is passed over."""
    years = {year: year for year in school_settings.class_years} | {NO_CLASS: ""}
    return {
        name.removeprefix(CLASS_OF_WORD): years[value]
        for name, value in values.items()
        if name.startswith(CLASS_OF_WORD) and value in years
    }


def roster_choices(values: Mapping[str, str], form: RosterForm, *, by: User, mark_keys: Sequence[str]) -> RosterChoices:
    """What was said of a roster; what makes no sense is passed over."""
    order = values.get("order", "")
    return RosterChoices(
        options=Options(values.get("sheet", ""), number(values.get("heading-row", "")), values.get("encoding", "")),
        columns=columns_chosen(values),
        same=form.same_people(),
        same_names=bool(form.same_names.data),
        order=order if order in ORDERS else "",
        classes=classes_chosen(values),
        by=by,
        mark_keys=mark_keys,
    )
