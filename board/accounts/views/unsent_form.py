"""What was written and not sent: kept while one writes, and when a session ended before the form arrived."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import quote, unquote

from flask import Response, flash, jsonify, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from board.accounts.actions import unsent_form as unsent_form_actions
from board.accounts.actions.unsent_form import WrittenForm
from board.accounts.models import UnsentForm
from board.accounts.queries import erasure_request as erasure_request_queries
from board.accounts.queries import unsent_form as unsent_form_queries
from board.accounts.views import bp
from board.accounts.views.session import PERSON
from board.kernel import clock
from board.kernel.errors import Invalid, NotFound, found_or_404
from board.kernel.unit_of_work import unit_of_work
from board.web import posted_values, written_form
from board.web.access import public, signed_in
from board.web.addresses import number
from board.web.forms import as_typed
from board.web.pages import go_to, render_page

LONGEST_FORM = 200_000
"""Characters of a whole form."""
OWN = "unsent-"
"""How the fields begin that say what is kept, beside those of the form itself."""
BESIDE = "beside"
"""What a form says of a copy that its page only pointed to: another text, which stays until it is sent itself."""
COOKIE = "rounds-sent"
"""Tells the page that comes next the addresses at which a form has arrived: the tab's own copy of it can go.

They are two where a form that was saved goes on to a second address, as a posting does for approval.
"""


def keep_posted_form() -> int | None:
    """Keep the posted form for the person who sent it, though their session may have ended; answers its number.

    None where nobody is known, nothing was written, or the person is erased.
    """
    person, fields = session.get(PERSON), posted_values.posted_fields()
    if person is None or not written_form.is_filled_in() or _size(fields) > LONGEST_FORM:
        return None
    with unit_of_work():
        if erasure_request_queries.has_begun(person):
            return None
        whole = [*fields, *written_form.carried()]
        written = WrittenForm(request.path, posted_values.page_of_form(), written_form.title_of_page(), whole, fields)
        return unsent_form_actions.keep_unsent(person, written, now=clock.now()).id


@bp.after_app_request
def forget_what_was_sent(answer: Response) -> Response:
    """A form that was kept, and has now been taken, is not kept any longer; the browser hears so, too."""
    taken = answer.status_code in (201, 204, 302, 303, 307)
    if (
        request.method != "POST"
        or not taken
        or posted_values.SENT not in as_typed()
        or not current_user.is_authenticated
    ):
        return answer
    sent = as_typed().get(posted_values.SENT, "")
    stored = _copy(sent, request.path) if sent != BESIDE else None
    if stored is not None:
        with unit_of_work():
            unsent_form_actions.forget_unsent(stored)
    if posted_values.AUTOSAVE not in request.headers:  # the page that comes next may be older than what saved itself
        before = unquote(request.cookies.get(COOKIE, "")).split(" ")[-1]
        addresses = quote(f"{before} {request.path}".strip())
        answer.set_cookie(COOKIE, addresses, max_age=600, samesite="Lax", secure=request.is_secure)
    return answer


@bp.get("/account/unsent")
@signed_in
def unsent_forms() -> ResponseReturnValue:
    """What I wrote and did not send. Who was led here by a form of somebody else finds a list of their own."""
    led_by = number(request.args.get("form"))
    if led_by is not None and unsent_form_queries.unsent_form(led_by, user_id=current_user.id) is not None:
        return go_to(".unsent_form", form_id=led_by)
    return render_page(
        "accounts/unsent_forms.html",
        forms=_titled(unsent_form_queries.unsent_forms(current_user.id, since=_since())),
        kept_for=unsent_form_actions.stored_for().days,
    )


@bp.get("/account/unsent/<id:form_id>")
@signed_in
def unsent_form(form_id: int) -> ResponseReturnValue:
    """One of them, to be sent after all."""
    stored = found_or_404(unsent_form_queries.unsent_form(form_id, user_id=current_user.id))
    carried = [pair for pair in stored.fields if pair[0] in written_form.OF_THE_FORM]
    plain = [pair for pair in stored.fields if pair[0] not in written_form.OF_THE_FORM]
    answers = written_form.answers_of(plain, dict(carried).get(posted_values.LABELS, ""), stored.address)
    return render_page(
        "accounts/unsent_form.html",
        kept=stored,
        title=_title(stored),
        sent=posted_values.SENT,
        answers=answers,
        carried=carried,
        may_send=written_form.may_still_send(stored.address),
    )


@bp.get("/account/unsent/here")
@signed_in
def unsent_here() -> ResponseReturnValue:
    """For the page that asks: what was written on it and not sent."""
    asked = request.args.get("page", "/")
    result = _titled(unsent_form_queries.unsent_forms_on(asked, user_id=current_user.id, since=_since()))
    return jsonify(
        [
            {
                "address": stored.address,
                "fields": [pair for pair in stored.fields if pair[0] not in written_form.OF_THE_FORM],
                "once": dict(stored.fields).get(posted_values.ONCE, ""),
                "id": stored.id,
                "at": stored.at.isoformat(),
                "title": title,
                "href": url_for(".unsent_form", form_id=stored.id),
            }
            for stored, title in result
        ]
    )


@bp.post("/account/unsent")
@public
def keep_unsent() -> ResponseReturnValue:
    """Keep what is being written; a browser does so by itself. Told that its session has ended, it asks to sign in."""
    person = current_user.id if current_user.is_authenticated else session.get(PERSON)
    if person is None:
        return "", 401
    own = {name: as_typed().get(f"{OWN}{name}", "")[:500] for name in ("address", "page", "title")}
    fields = [(name, text) for name, text in posted_values.posted_fields() if not name.startswith(OWN)]
    fields += written_form.carried()
    if not posted_values.opens(own["address"], "POST") or not own["page"].startswith("/"):
        raise NotFound
    if _size(fields) > LONGEST_FORM:
        raise Invalid("", "This is too long to be kept while you write.")
    with unit_of_work():
        if erasure_request_queries.has_begun(person):
            return "", 401
        unsent_form_actions.keep_unsent(
            person, WrittenForm(own["address"], own["page"], own["title"], fields), now=clock.now()
        )
    return ("", 204) if current_user.is_authenticated else ("", 401, {"X-Kept": "1"})


@bp.get("/account/unsent/token")
@public
def fresh_token() -> ResponseReturnValue:
    """A token for the forms of a page that was opened before its reader signed in anew."""
    return jsonify(person=current_user.id if current_user.is_authenticated else None, token=generate_csrf())


@bp.post("/account/unsent/forget")
@signed_in
def forget_unsent() -> ResponseReturnValue:
    """Throw away what I wrote for an address."""
    typed = as_typed()
    stored = _copy(typed.get(posted_values.SENT, ""), typed.get(f"{OWN}address", ""))
    if stored is not None:
        with unit_of_work():
            unsent_form_actions.forget_unsent(stored)
    flash("It is thrown away.", "plain")
    return go_to(".unsent_forms")


def _copy(form_id: str, address: str) -> UnsentForm | None:
    """The copy that a form names, or else the one that is kept for its address while one writes."""
    named = number(form_id)
    stored = unsent_form_queries.unsent_form(named, user_id=current_user.id) if named is not None else None
    if stored is not None and stored.address == address:
        return stored
    return unsent_form_queries.unsent_form_to(address, user_id=current_user.id)


def _title(stored: UnsentForm) -> str:
    """What the form is called in words: never by an address."""
    return stored.title or _beginning(stored) or "A form without words"


def _titled(forms: Iterable[UnsentForm]) -> list[tuple[UnsentForm, str]]:
    """Each with its title; those of one title are told apart by how they begin."""
    titled = [(stored, _title(stored)) for stored in forms]
    counts = Counter(title for _, title in titled)
    return [
        (stored, f"{title}: {begins}" if counts[title] > 1 and (begins := _beginning(stored)) else title)
        for stored, title in titled
    ]


def _beginning(stored: UnsentForm) -> str:
    return written_form.beginning_of(pair for pair in stored.fields if pair[0] not in written_form.OF_THE_FORM)


def _since() -> datetime:
    return clock.now() - unsent_form_actions.stored_for()


def _size(fields: posted_values.Fields) -> int:
    return sum(len(name) + len(text) for name, text in fields)
