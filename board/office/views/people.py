"""Everybody who has an account: found, chosen, and dealt with many at a time."""

import hashlib
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import Response, flash, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts.actions import people as people_actions
from board.accounts.models import Role, User
from board.accounts.queries import people as people_queries
from board.accounts.queries.people import PeopleFilter
from board.kernel import clock
from board.kernel.unit_of_work import unit_of_work
from board.kernel.wording import plural
from board.office import actions as office_actions
from board.office import queries
from board.office.forms import PeopleActForm
from board.office.labels import LACKS, PEOPLE_ACTS, SEEN, SIGN_ONS, STATUSES, status, student_status
from board.office.views import bp
from board.office.views.dependencies import page, to_last_page, word
from board.office.views.set_up import next_to_show
from board.school import settings as school_settings
from board.web import files
from board.web.access import for_roles
from board.web.confirmation import Confirmation, ask_first
from board.web.pages import go_to, render_page, target

EXPORTED = (
    "Name",
    "Email",
    "School ID",
    "Roles",
    "Class year",
    "Class of",
    "Program",
    "Campus",
    "Student status",
    "Adviser",
    "Account",
    "Last seen",
)
NAMED = 8
"""Names that a question tells; the number counts all."""


@bp.get("/office/people")
@for_roles("coordinator")
def people() -> ResponseReturnValue:
    """Everybody, by words, role, class, status, sign-on, last seen, and what they have not."""
    names = ("q", "role", "class-year", "status", "sign-on", "seen", "lacks")
    asked = PeopleFilter(*map(word, names))
    users, total = _page(asked, page())
    if (last_page := to_last_page(total, people_queries.PER_PAGE)) is not None:
        return last_page
    return _list(asked, users, total, page())


def _page(asked: PeopleFilter, number: int) -> tuple[list[User], int]:
    return people_queries.page_of(asked, now=clock.now(), page=number, more=queries.lacking(asked.lacks))


_CHOICES: dict[str, Any] = {
    "roles": list(Role),
    "no_class_year": people_queries.NO_CLASS_YEAR,
    "statuses": STATUSES,
    "sign_ons": SIGN_ONS,
    "seen_choices": SEEN,
    "lacks": LACKS,
    "acts": PEOPLE_ACTS,
}
"""What the fields of the list offer, the same for every school."""


def _list(
    asked: PeopleFilter,
    users: list[User],
    total: int,
    number: int,
    *,
    form: PeopleActForm | None = None,
    problem: str = "",
) -> str:
    """A page of the list; with the ticks, the choice and the reason of a form that could not be followed."""
    given = _as_address(asked)
    return render_page(
        "office/people.html",
        fragments={"people": "office/_people.html"},
        people=[(user, status(user)) for user in users],
        seen=people_queries.last_seen(users),
        total=total,
        asked=asked,
        given=given,
        filters_given=len(given.keys() - {"q"}),
        chips=_chips(given),
        clear=_list_without(given, *_FILTERS),
        is_part=bool(target()),
        ticked=form.ids() if form else set(),
        everybody=form is not None and form.everybody.data,
        chosen_act=form.act.data if form else "",
        reason=form.reason.data if form else "",
        problem=problem,
        next_step=next_to_show() if not asked.status else None,
        are_uninvited=asked.status == "uninvited",
        is_queue=asked == PeopleFilter(status="waiting"),
        class_years=school_settings.class_years,
        **_CHOICES,
        page=number,
        pages=-(-total // people_queries.PER_PAGE),
        href_for=lambda other: f"{url_for('.people')}?{urlencode(given | {'page': str(other)})}",
    )


_FILTERS: dict[str, tuple[str, dict[str, str]]] = {
    "role": ("Role", {}),
    "class-year": ("Class year", {people_queries.NO_CLASS_YEAR: "none"}),
    "status": ("Account", STATUSES),
    "sign-on": ("Sign-on", SIGN_ONS),
    "seen": ("Last seen", SEEN),
    "lacks": ("Students who have", LACKS),
}
"""What the folded filters are called, and what is chosen in them where that has words of its own."""


def _chips(given: dict[str, str]) -> list[tuple[str, str]]:
    """Each folded filter in words, and the list without it."""
    return [
        (f"{label}: {words.get(given[name], given[name])}", _list_without(given, name))
        for name, (label, words) in _FILTERS.items()
        if name in given
    ]


def _list_without(given: dict[str, str], *names: str) -> str:
    return f"{url_for('.people')}?{urlencode({name: value for name, value in given.items() if name not in names})}"


@bp.post("/office/people/act")
@for_roles("coordinator")
def act_on_people() -> ResponseReturnValue:
    """Do one thing with all who were chosen, or with nobody."""
    form = PeopleActForm()
    if form.goes_back:
        return _again(form)
    users = _chosen(form)
    if problem := form.problem(len(users)):
        return _again(form, problem), 422
    if form.act.data == "export":
        return _export(users)
    act = people_actions.ACTS[form.act.data]
    if refused := people_actions.refusals(act, users, by=current_user):
        return _refused(form, refused, len(users)), 409
    if (question := ask_first(_about(form, users))) is not None:
        return question
    with unit_of_work():
        run = people_actions.carry_out(
            form.act.data, users, by=current_user, now=clock.now(), reason=(form.reason.data or "").strip()
        )
    if run is not None and run.finished_at is None:
        return go_to(".invitation_run", run_id=run.id)
    flash(f"Done: {PEOPLE_ACTS[form.act.data].lower()}, {plural(len(users), 'person', 'people')}.", "good")
    asked = form.filter()
    if form.everybody.data and asked.status:  # nobody may stand so any more: an empty list would say nothing
        asked = replace(asked, status="")
    return go_to(".people", **_as_address(asked))


def _chosen(form: PeopleActForm) -> list[User]:
    if form.everybody.data:
        asked = form.filter()
        users = people_queries.all_matching(asked, now=clock.now(), more=queries.lacking(asked.lacks))
    else:
        users = people_queries.chosen(form.ids())
    left_out = form.left_out()
    return [user for user in users if user.id not in left_out]


def _again(form: PeopleActForm, problem: str = "") -> str:
    """The list as it was, with what was chosen."""
    asked = form.filter()
    return _list(asked, *_page(asked, form.page_number), form.page_number, form=form, problem=problem)


def _refused(form: PeopleActForm, refused: list[tuple[User, str]], chosen: int) -> str:
    others = chosen - len(refused)
    return render_page(
        "office/people_refused.html",
        problem=f"Nothing was done: {len(refused):,} of {plural(chosen, 'person', 'people')} cannot be chosen.",
        refused=refused,
        others=others,
        act_words=PEOPLE_ACTS[form.act.data],
        fields=[(name, value) for name, values in form.data.items() for value in _texts(values) if name != "press"],
    )


def _texts(value: object) -> list[str]:
    """A field of the form as it is sent again."""
    if isinstance(value, list):
        return [str(each) for each in value]
    return ["1"] if value is True else [str(value)] if value else []


def _about(form: PeopleActForm, users: list[User]) -> Confirmation:
    """The question, with names and number; the yes is to exactly these people."""
    words, count = PEOPLE_ACTS[form.act.data], plural(len(users), "person", "people")
    names = ", ".join(user.name for user in users[:NAMED])
    more = f" and {len(users) - NAMED:,} more" if len(users) > NAMED else ""
    consequences = [f"{names}{more}.", "It is done with all of them, or with nobody if one refuses."]
    everybody = [(f"All {count} by name", [f"{user.name}, {user.email}" for user in users])] if more else []
    back = f"{url_for('.people')}?{urlencode(_as_address(form.filter()))}"
    if form.reason.data and form.act.data == "suspend":
        consequences.append(f"Each gets an email with your reason: {form.reason.data.strip()}")
    about = hashlib.sha256(",".join(str(user.id) for user in users).encode()).hexdigest()
    tone = "loss" if form.act.data == "suspend" or form.act.data.startswith("take") else "primary"
    return Confirmation(
        f"{words}: {count}?", consequences, f"{words}: {count}", back, tone=tone, folded=everybody, about=about
    )


def _export(users: list[User]) -> Response:
    """Those who were chosen as CSV."""
    seen = people_queries.last_seen(users)
    with unit_of_work():
        office_actions.note_people_taken(users, by=current_user, now=clock.now())
    rows = (_cells(user, seen.get(user.id)) for user in users)
    return files.csv_answer("people.csv", EXPORTED, rows)


def _cells(user: User, seen: datetime | None) -> list[str]:
    return [
        user.name,
        user.email,
        user.roster_id,
        ", ".join(sorted(user.roles_held)),
        user.class_year,
        user.cohort,
        user.programme,
        user.campus,
        student_status(user),
        user.adviser,
        status(user)[0],
        clock.day(seen).isoformat() if seen is not None else "",
    ]


def _as_address(asked: PeopleFilter) -> dict[str, str]:
    """The filter as the parameters of the list."""
    pairs = {
        "q": asked.words,
        "role": asked.role,
        "class-year": asked.class_year,
        "status": asked.status,
        "sign-on": asked.sign_on,
        "seen": asked.seen,
        "lacks": asked.lacks,
    }
    return {name: value for name, value in pairs.items() if value}
