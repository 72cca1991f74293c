"""Coming in by the school's own sign-on: there, back, and the first time.

The way there is a link and no form: a form's redirects are held to our own site by the policy for content. The way back
is a GET, as OpenID Connect has it, and the only one here that writes: it counts once, for the browser that set out.
"""

import logging
from dataclasses import replace

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts import claims, erasure_marks, signed_links
from board.accounts import queries as account_queries
from board.accounts.actions import session as session_actions
from board.accounts.actions import sign_on as sign_on_actions
from board.accounts.actions.sign_in import sign_ups
from board.accounts.actions.sign_on import SignOn
from board.accounts.doors import school
from board.accounts.forms import ArrivalForm
from board.accounts.models import ErasureRequest, Identity, SessionEventKind
from board.accounts.policy.session import PROOF_LASTS
from board.accounts.queries import erasure_request as erasure_request_queries
from board.accounts.queries import identity as identity_queries
from board.accounts.signed_links import Purpose
from board.accounts.views import bp
from board.accounts.views import known_device as known_device_views
from board.accounts.views import session as session_views
from board.accounts.views import sign_on_cookie as sign_on_cookie_views
from board.accounts.views import sign_on_trial as sign_on_trial_views
from board.accounts.views.sign_in_pending import next_page
from board.accounts.views.sign_on_attempt import (
    AttemptPurpose,
    SignOnArrival,
    SignOnAttempt,
    SignOnProblem,
    arrival_of,
    problem,
    recall_arrival,
    remember_arrival,
    returned,
    set_out,
)
from board.accounts.views.sign_on_cookie import Ticket
from board.kernel import clock, throttle
from board.kernel.errors import Invalid
from board.kernel.openid import BadAnswer, ProvenSubject, ProviderAway
from board.kernel.unit_of_work import unit_of_work
from board.school import settings as school_settings
from board.web.access import public
from board.web.emails import link
from board.web.forms import put_on_field
from board.web.pages import render_page, safe_next
from board.web.secret_keys import secret_keys
from board.web.throttle import SIGN_ONS, count_for_reader, origin

log = logging.getLogger(__name__)

OUT_OF_ORDER = ("server_error", "temporarily_unavailable")
"""What a provider says that cannot answer at the moment."""


@bp.get("/sign-on")
@public
def sign_on() -> ResponseReturnValue:
    """Off to the school's sign-on; `invitation` is the link of somebody who joins their account with it."""
    invitation = request.args.get("invitation", "")
    return set_out(SignOnAttempt(AttemptPurpose.SIGN_IN, next=next_page() or "", invitation=invitation))


@bp.get("/sign-on/back")
@public
def back_from_sign_on() -> ResponseReturnValue:
    """Back from the school's sign-on. The attempt counts once, whatever comes of it."""
    asked, remembered = school(), returned()
    if remembered is None:
        return problem(SignOnProblem.STALE)
    count_for_reader(SIGN_ONS)
    departure, attempt = remembered
    if attempt.purpose is AttemptPurpose.TRY:
        return sign_on_trial_views.back(asked, departure, attempt.user_id)
    if "error" in request.args:
        log.info("school sign-on said no: %.60r", request.args["error"])
        return problem(SignOnProblem.AWAY if request.args["error"] in OUT_OF_ORDER else SignOnProblem.REFUSED)
    try:
        proof = asked.provider.finish(
            request.args, departure, back=link("accounts.back_from_sign_on"), needs=asked.needs
        )
    except ProviderAway as reason:
        log.warning("school sign-on is away: %s", reason)
        return problem(SignOnProblem.AWAY)
    except BadAnswer as reason:
        log.warning("an answer of school sign-on proves nobody: %s", reason)
        return problem(SignOnProblem.STALE)
    if (unmet := claims.first_unmet(proof.claims, asked.conditions)) is not None:
        log.info("somebody signed on whose %s is none of ours", unmet.claim)
        return problem(SignOnProblem.FOREIGN)
    return _arrived(proof, attempt)


def _arrived(proof: ProvenSubject, attempt: SignOnAttempt) -> ResponseReturnValue:
    """What somebody came back for."""
    arrival, onward = arrival_of(proof), attempt.next
    if attempt.purpose is AttemptPurpose.LINK:
        remember_arrival(replace(arrival, user_id=attempt.user_id, id_token=""))
        return redirect(url_for("accounts.confirm_link"), 303)
    if attempt.purpose is AttemptPurpose.PROVE:
        return _proved_again(proof, attempt.user_id, onward)
    user, mark = None, ""
    if attempt.invitation:
        opened = signed_links.read(attempt.invitation, Purpose.SIGN_ON, keys=secret_keys())
        if opened is None:
            return render_page("accounts/stale_link.html"), 410
        user, _ = opened
        mark = user.link_mark
    signed_on = arrival.sign_on
    if user is None and (erased := _erased(signed_on)) is not None:
        return problem(SignOnProblem.ERASED, reference=erased.reference)
    with unit_of_work():
        if user is not None:
            identity = sign_on_actions.join(user, signed_on, mark=mark, now=clock.now())
        elif (known := sign_on_actions.find(signed_on, now=clock.now())) is not None:
            identity = known
        else:
            identity = None
        token = _let_in(identity, signed_on, proof.id_token) if identity is not None else None
    if identity is None:
        remember_arrival(replace(arrival, next=onward))
        is_link = onward.startswith("/sign-on/address/")
        return redirect(onward if is_link else url_for("accounts.arrive"), 303)
    return _welcome(identity, token, onward) if token is not None else problem(SignOnProblem.SUSPENDED)


def _proved_again(proof: ProvenSubject, user_id: int, onward: str) -> ResponseReturnValue:
    """Whoever is signed in has shown once more that it is them; where the provider says when, it was just now."""
    identity = identity_queries.by_subject(proof.issuer, proof.subject)
    if not current_user.is_authenticated or identity is None or {identity.user_id, user_id} != {current_user.id}:
        return problem(SignOnProblem.OTHER)
    proved_at = proof.claims.get("auth_time")
    if isinstance(proved_at, int) and clock.now().timestamp() - proved_at > PROOF_LASTS.total_seconds():
        return problem(SignOnProblem.OTHER)
    with unit_of_work():
        session_actions.note_proof(g.session_id, now=clock.now())
    return redirect(safe_next(onward) or url_for("accounts.account"), 303)


def _let_in(identity: Identity, signed_on: SignOn, id_token: str) -> str | None:
    """The token of a new session, with the roles that the sign-on said; None where the account may not come in."""
    if not identity.user.is_active:
        return None
    sign_on_actions.follow_affiliation(identity, signed_on.affiliation, now=clock.now())
    return session_views.begin(
        identity.user,
        was=identity.user.password_hash,
        kind=SessionEventKind.SIGNED_ON,
        identity_id=identity.id,
        id_token=id_token,
    )


def _welcome(identity: Identity, token: str, onward: str) -> ResponseReturnValue:
    sign_on_cookie_views.forget(Ticket.ARRIVAL)
    session_views.remember(token, identity.user)
    known_device_views.remember(identity.user)
    return redirect(safe_next(onward) or url_for("dashboard.home"), 303)


@bp.route("/sign-on/new", methods=["GET", "POST"])
@public
def arrive() -> ResponseReturnValue:
    """The first time: an account is opened for whom nobody here knows yet, once they have looked at what was said."""
    arrival = recall_arrival()
    if arrival is None or school().provider.issuer != arrival.issuer:
        return problem(SignOnProblem.STALE)
    form = ArrivalForm(data={"name": arrival.name, "email": arrival.email})
    form.ask_for_role(not arrival.at_once and not arrival.waiting)
    if form.validate_on_submit():
        try:
            if form.email.data == arrival.proved_email:
                return _open(arrival, form, form.email.data)
            return _ask_for_address(arrival, form.email.data)
        except Invalid as invalid:
            put_on_field(form, invalid)
    return _arrival_page(arrival, form)


@bp.route("/sign-on/address/<token>", methods=["GET", "POST"])
@public
def finish_sign_on(token: str) -> ResponseReturnValue:
    """The link in the email to an address that the sign-on did not prove. It counts for whoever is signed on as the
    one who asked, and nobody else: otherwise the owner of the address would open an account that a stranger uses."""
    asked = signed_links.read_arrival(token, secret_keys())
    if asked is None:
        return render_page("accounts/stale_link.html"), 410
    arrival = recall_arrival()
    if arrival is None or (arrival.issuer, arrival.subject) != (asked.issuer, asked.subject):
        return render_page("accounts/sign_on_first.html", name=school().name, email=asked.email)
    form = ArrivalForm(data={"name": arrival.name, "email": asked.email})
    form.ask_for_role(not arrival.at_once and not arrival.waiting)
    if form.validate_on_submit():
        try:
            return _open(replace(arrival, next=asked.next_page), form, asked.email)
        except Invalid as invalid:
            put_on_field(form, invalid)
    return _arrival_page(replace(arrival, proved_email=asked.email), form)


def _open(arrival: SignOnArrival, form: ArrivalForm, email: str) -> ResponseReturnValue:
    signed_on = arrival.sign_on
    if (erased := _erased(signed_on)) is not None:
        return problem(SignOnProblem.ERASED, reference=erased.reference)
    with unit_of_work():
        identity = sign_on_actions.open_account(
            signed_on,
            name=form.name.data,
            email=email,
            asks_for=form.chosen_role(),
            domains=school_settings.email_domains,
            now=clock.now(),
        )
        token = _let_in(identity, signed_on, arrival.id_token)
    if token is None:
        return problem(SignOnProblem.SUSPENDED)
    answer = _welcome(identity, token, arrival.next)
    flash("Your account is open.", "good")  # after the session is another
    return answer


def _ask_for_address(arrival: SignOnArrival, email: str) -> ResponseReturnValue:
    throttle.count(*sign_ups(email=email, origin=origin()))
    domains, now = school_settings.email_domains, clock.now()
    with unit_of_work():
        sign_on_actions.ask_to_open(arrival.sign_on, email=email, domains=domains, now=now, next_page=arrival.next)
    return render_page("accounts/email_sent.html", email=email)


def _arrival_page(arrival: SignOnArrival, form: ArrivalForm) -> ResponseReturnValue:
    page = render_page("accounts/arrival.html", form=form, arrival=arrival, label=arrival.label, name=school().name)
    return page, 422 if form.errors else 200


@bp.get("/sign-on/join/<token>")
@public
def join_by_sign_on(token: str) -> ResponseReturnValue:
    """The link by which an account is joined with its owner's school sign-on; it is used up on the way back."""
    opened = signed_links.read(token, Purpose.SIGN_ON, keys=secret_keys())
    if opened is None:
        return render_page("accounts/stale_link.html"), 410
    return render_page("accounts/join_by_sign_on.html", user=opened[0], name=school().name, token=token)


def _erased(signed_on: SignOn) -> ErasureRequest | None:
    """The erasure of whoever this was here; None for everybody else, and for whom the office lets come back."""
    issuer, subject = signed_on.subject.issuer, signed_on.subject.subject
    if identity_queries.by_subject(issuer, subject) is not None:
        return None
    keys = erasure_request_queries.mark_keys(secret_keys())
    erased = erasure_request_queries.marked([erasure_marks.of_subject(issuer, subject, key=key) for key in keys])
    if erased is None and signed_on.roster_id and account_queries.by_roster_id(signed_on.roster_id) is None:
        marks = [erasure_marks.of_roster_id(signed_on.roster_id, key=key) for key in keys]
        erased = erasure_request_queries.marked(marks)
    return erased
