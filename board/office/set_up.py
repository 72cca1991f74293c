"""What a school begins with, each step with how it stands. Nothing is ticked off: each looks at what is so."""

from collections.abc import Sequence
from dataclasses import dataclass

from board.accounts.school_sign_on import SchoolSignOn
from board.kernel.wording import listed, plural
from board.office.queries import SetUpFacts
from board.school import settings as school_settings
from board.settings import NAMELESS_SCHOOL, Settings


@dataclass(frozen=True)
class SetUpStep:
    """One of the steps: what it is about, how it stands in a sentence, and the page on which it is done."""

    title: str
    sentence: str
    is_done: bool
    endpoint: str
    words: str
    """What its link says while it is to be done."""
    values: tuple[tuple[str, str], ...] = ()
    """Of the address."""
    is_optional: bool = False
    """A school can do without it."""


def steps(
    facts: SetUpFacts, *, environment: Settings, sign_on: SchoolSignOn | None, has_leads: bool
) -> list[SetUpStep]:
    """All of them, in the order in which they are best done."""
    return [
        *_school(facts),
        _emails(environment),
        _sign_on(facts, sign_on),
        *_people(facts, has_leads=has_leads),
        SetUpStep(
            "First posting",
            f"{plural(facts.postings, 'posting')} on the board."
            if facts.postings
            else "Students find nothing yet. Write one, import a list of them, or let faculty write theirs.",
            facts.postings > 0,
            "office.postings" if facts.postings else "opportunities.new",
            "New posting",
        ),
        SetUpStep(
            "Student organizations and committees",
            f"{plural(facts.organisations, 'organization')} that may post in their own name."
            if facts.organisations
            else "Those that post in their own name, each with its officers and an adviser.",
            facts.organisations > 0,
            "office.organisations" if facts.organisations else "organisations.new",
            "Enter an organization",
            is_optional=True,
        ),
    ]


def next_step(every: Sequence[SetUpStep]) -> SetUpStep | None:
    """The first that is to be done and can not be done without; None when a school has all that it begins with."""
    return next((step for step in every if not step.is_done and not step.is_optional), None)


def _school(facts: SetUpFacts) -> list[SetUpStep]:
    name, domains, years = school_settings.school_name, school_settings.email_domains, school_settings.class_years
    is_named, has_logo = name != NAMELESS_SCHOOL, bool(school_settings.logo)
    named = f"{name}{', with its logo' if has_logo else ' has no logo yet'}."
    form, words = "office.set_up_school", "Describe your school"
    return [
        SetUpStep(
            "Name and logo",
            named if is_named else f"Pages and emails still say {NAMELESS_SCHOOL}.",
            is_named and has_logo,
            form,
            words,
        ),
        SetUpStep(
            "Email domains",
            f"Only addresses at {listed(domains)} may sign up."
            if domains
            else "Any address may sign up until you name the domains of your school.",
            bool(domains),
            form,
            words,
        ),
        SetUpStep(
            "Class years",
            f"{listed(years)}{'' if _are_own_years(facts) else ', unless you say otherwise'}.",
            _are_own_years(facts),
            form,
            words,
        ),
    ]


def _are_own_years(facts: SetUpFacts) -> bool:
    """Has the school named them, or does anybody stand in one?"""
    return facts.in_class_years > 0 or school_settings.is_own(school_settings.declared("class_years"))


def _emails(environment: Settings) -> SetUpStep:
    return SetUpStep(
        "Emails",
        f"They leave as {environment.mail_from}."
        if environment.mail_url
        else "They reach nobody yet: Rounds has no mail server, and writes them to a folder.",
        bool(environment.mail_url),
        "office.emails",
        "How to name a mail server",
    )


def _sign_on(facts: SetUpFacts, sign_on: SchoolSignOn | None) -> SetUpStep:
    if sign_on is None:
        sentence = "Not set up: people choose a password for Rounds."
    elif not facts.signed_on:
        sentence = "Set up, and nobody has come by it yet. Try it before you invite people."
    else:
        sentence = f"{plural(facts.signed_on, 'person comes', 'people come')} by {sign_on.name}."
    is_to_try = sign_on is not None and not facts.signed_on
    endpoint, words = ("accounts.try_sign_on", "Try sign-on") if is_to_try else ("office.sign_on", "How to set it up")
    return SetUpStep("School sign-on", sentence, facts.signed_on > 0, endpoint, words, is_optional=True)


def _people(facts: SetUpFacts, *, has_leads: bool) -> list[SetUpStep]:
    to_invite = plural(facts.uninvited, "person has no invitation", "people have no invitation")
    return [
        SetUpStep(
            "Roster",
            f"{plural(facts.people, 'person is', 'people are')} here."
            if facts.rosters
            else "Upload the registrar’s list of students, and of faculty, as it is.",
            facts.rosters > 0,
            "office.roster",
            "Import a roster",
        ),
        SetUpStep(
            "Invitations",
            f"{to_invite} yet." if facts.uninvited else "Everybody on the roster gets a link that lets them in.",
            facts.invited > 0 and not facts.uninvited,
            "office.people",
            f"Invite {plural(facts.uninvited, 'person', 'people')}" if facts.uninvited else "Invite people",
            (("status", "uninvited"),),
        ),
        SetUpStep(
            "A second coordinator",
            f"{plural(facts.coordinators, 'coordinator')}."
            if facts.coordinators > 1
            else "Some decisions take two, and somebody has to stand in. Give the role on a person’s page.",
            facts.coordinators > 1,
            "office.people",
            "Choose somebody",
        ),
        SetUpStep(
            "Who handles reports about people",
            "Somebody is named." if has_leads else "One coordinator names somebody, and a second one agrees.",
            has_leads,
            "mentorship.safeguarding",
            "Name somebody",
        ),
    ]
