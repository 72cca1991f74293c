"""One person who has an account, and what a coordinator may do for them."""

from collections.abc import Callable

from flask import current_app, flash, g, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts import actions as account_actions
from board.accounts import policy as account_policy
from board.accounts import queries as account_queries
from board.accounts.actions import factor as factor_actions
from board.accounts.actions import hold as hold_actions
from board.accounts.actions import identity as identity_actions
from board.accounts.actions import see_as as see_as_actions
from board.accounts.models import Role, User
from board.accounts.policy.merge import may_undo
from board.accounts.policy.see_as import may_see_as
from board.accounts.queries import factor as factor_queries
from board.accounts.queries import identity as identity_queries
from board.accounts.queries import merge as merge_queries
from board.accounts.views.proof import proved_recently
from board.kernel import clock
from board.kernel.errors import Invalid, found_or_404
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import require
from board.office import audit_words, queries
from board.office.forms import ApproveForm, ClassForm, RoleForm, SeeAsForm, SuspendForm, TrustForm
from board.office.labels import ROLE_OPENS, status
from board.office.shown import shown_holdings, shown_person
from board.office.views import bp
from board.web.access import for_roles
from board.web.confirmation import Confirmation, ask_first
from board.web.forms import put_on_field
from board.web.pages import go_to, render_page
from board.web.read_log import note_reading


@bp.get("/office/people/<id:user_id>")
@for_roles("coordinator")
def person(user_id: int) -> ResponseReturnValue:
    """One person: roles, account, what was done with it."""
    return _person(_anybody(user_id), SuspendForm(formdata=None))


@bp.get("/office/people/<id:user_id>/everything")
@for_roles("coordinator")
def holdings(user_id: int) -> ResponseReturnValue:
    """Everything in which they have a part; that it was read is noted."""
    note_reading("holdings.read", f"user:{user_id}")
    user = _anybody(user_id)
    return render_page(
        "office/holdings.html", person=user, shown=shown_holdings(user), is_student=user.is_a(Role.STUDENT)
    )


@bp.post("/office/people/<id:user_id>/approve")
@for_roles("coordinator")
def approve(user_id: int) -> ResponseReturnValue:
    """Let somebody post as faculty."""
    user = _anybody(user_id)
    with unit_of_work():
        account_actions.grant(user, Role.FACULTY, by=current_user, now=clock.now())
    flash(f"{user.name} may post now, and has an email that says so.", "good")
    return go_to(".people", status="waiting") if ApproveForm().is_from_list else _back(user_id)


@bp.post("/office/people/<id:user_id>/roles")
@for_roles("coordinator")
def roles(user_id: int) -> ResponseReturnValue:
    """Give a role, or take one back."""
    user = _anybody(user_id)
    require(account_policy.may_grant(current_user, user))
    form = RoleForm.posted()
    role = form.chosen_role()
    if not form.gives:
        require(account_policy.may_take_back(current_user, user, role))
    question = _about_role(user, role, gives=form.gives)
    if question is not None and (page := ask_first(question)) is not None:
        return page
    with unit_of_work():
        if form.gives:
            account_actions.grant(user, role, by=current_user, now=clock.now())
        else:
            account_actions.take_back(user, role, by=current_user)
    return _back(user_id)


def _about_role(user: User, role: Role, *, gives: bool) -> Confirmation | None:
    """What a role opens, or closes; None where a press changes nothing."""
    if gives == (role.value in user.roles_held) and role.value not in user.roles_waiting:
        return None
    back, name = url_for(".person", user_id=user.id), role.value
    if gives:
        consequences = [*ROLE_OPENS[role], f"{user.name} gets an email. You can take the role back at any time."]
        return Confirmation(f"Make {user.name} a {name}?", consequences, f"Make {name}", back, tone="primary")
    if role.value in user.roles_waiting:
        consequences = [f"{user.name} stays without this role, and may ask for it again."]
        return Confirmation(f"Turn down {user.name} as {name}?", consequences, "Turn down", back)
    consequences = [f"From now on {user.name} can no longer do what a {name} does. What was done with it stays."]
    return Confirmation(f"Remove {user.name} as {name}?", consequences, f"Remove {name}", back)


@bp.post("/office/people/<id:user_id>/trust")
@for_roles("coordinator")
def trust(user_id: int) -> ResponseReturnValue:
    """Let their postings go on the board unread, or no longer."""
    user, form = _anybody(user_id), TrustForm.posted()
    with unit_of_work():
        account_actions.trust(user, by=current_user, now=clock.now(), on=form.is_trusted)
    return _back(user_id)


@bp.post("/office/people/<id:user_id>/class")
@for_roles("coordinator")
def enter_class(user_id: int) -> ResponseReturnValue:
    """Enter class year and programme."""
    user = _anybody(user_id)
    form = ClassForm.of(user)
    if not form.validate():
        return _person(user, SuspendForm(formdata=None), form), 422
    with unit_of_work():
        form.require_unchanged(lambda: ClassForm.of(user))
        year, programme = form.class_year.data, form.programme.data
        account_actions.enter_class(user, by=current_user, class_year=year, programme=programme)
    flash("It is entered.", "good")
    return _back(user_id)


@bp.post("/office/people/<id:user_id>/hold")
@for_roles("coordinator")
def hold(user_id: int) -> ResponseReturnValue:
    """They asked that nobody be told that they are here."""
    user = _anybody(user_id)
    with unit_of_work():
        hold_actions.hold(user, by=current_user, now=clock.now())
    flash(f"No student and no mentor finds {user.name} from now on.", "good")
    return _back(user_id)


@bp.post("/office/people/<id:user_id>/deliverable")
@for_roles("coordinator")
def deliverable(user_id: int) -> ResponseReturnValue:
    """Send emails to them again."""
    user = _anybody(user_id)
    with unit_of_work():
        account_actions.mark_deliverable(user, by=current_user)
    flash(f"Emails are sent to {user.name} again.", "good")
    return _back(user_id)


@bp.post("/office/people/<id:user_id>/see-as")
@for_roles("coordinator")
def see_as(user_id: int) -> ResponseReturnValue:
    """Look at Rounds as this person sees it: read-only, for a quarter of an hour, and they are told."""
    user, form = _anybody(user_id), SeeAsForm()
    try:
        if form.validate_on_submit():
            with unit_of_work():
                see_as_actions.begin(
                    user, by=current_user, session_id=g.session_id, reason=form.why.data or "", now=clock.now()
                )
            return go_to("dashboard.home")
    except Invalid as invalid:
        put_on_field(form, invalid)
    return _person(user, SuspendForm(formdata=None), see_as_form=form), 422


@bp.post("/office/people/<id:user_id>/suspend")
@for_roles("coordinator")
def suspend(user_id: int) -> ResponseReturnValue:
    """Close the account for a while."""
    user, form = _anybody(user_id), SuspendForm()
    require(account_policy.may_manage(current_user, user))
    try:
        if form.validate_on_submit():
            require(account_policy.may_suspend(current_user, user))
            question = _about_suspension(user, form.reason.data)
            if question is not None and (page := ask_first(question)) is not None:
                return page
            with unit_of_work():
                account_actions.suspend(user, by=current_user, now=clock.now(), reason=form.reason.data)
            flash(f"{user.name} is suspended. What followed stands below.", "plain")
            return _back(user_id)
    except Invalid as invalid:
        put_on_field(form, invalid)
    return _person(user, form), 422


def _about_suspension(user: User, reason: str) -> Confirmation | None:
    """Everything that would follow, as it would follow now; None where the account is suspended already."""
    if user.suspended_at is not None:
        return None
    followed = account_actions.preview_suspension(user, by=current_user, now=clock.now(), reason=reason)
    consequences = [
        f"{user.name} is signed out everywhere, cannot sign in, and gets an email with your reason.",
        *followed,
        "Opening the account again brings back what can be brought back.",
    ]
    return Confirmation(
        f"Suspend {user.name}?", consequences, "Suspend the account", url_for(".person", user_id=user.id)
    )


@bp.post("/office/people/<id:user_id>/restore")
@for_roles("coordinator")
def restore(user_id: int) -> ResponseReturnValue:
    """Open the account again."""
    words = "The account is open again. What came back stands below."
    return _done(user_id, lambda user: account_actions.restore([user], by=current_user), words)


@bp.post("/office/people/<id:user_id>/end-sessions")
@for_roles("coordinator")
def end_sessions(user_id: int) -> ResponseReturnValue:
    """Sign them out everywhere."""
    return _done(
        user_id, lambda user: account_actions.end_sessions(user, by=current_user), "They are signed out everywhere."
    )


@bp.post("/office/people/<id:user_id>/send-reset")
@for_roles("coordinator")
def send_reset(user_id: int) -> ResponseReturnValue:
    """Send them a link that sets a new password."""

    def send(user: User) -> None:
        account_actions.send_reset(user, by=current_user, now=clock.now())

    return _done(user_id, send, "A link that sets a new password is on its way to them. It holds for an hour.")


@bp.post("/office/people/<id:user_id>/send-sign-on")
@for_roles("coordinator")
def send_sign_on(user_id: int) -> ResponseReturnValue:
    """Send them a link that joins their account with the school's sign-on."""
    words = "A link that joins their account with the school’s sign-on is on its way. It works once, for two weeks."
    found_or_404(current_app.extensions["sign_on"])
    return _done(user_id, lambda user: identity_actions.invite(user, by=current_user), words)


@bp.post("/office/people/<id:user_id>/sign-ons/<id:identity_id>/unlink")
@for_roles("coordinator")
def unlink_sign_on(user_id: int, identity_id: int) -> ResponseReturnValue:
    """Part an account and a school sign-on, such as one that was linked by mistake."""
    user = _anybody(user_id)
    require(account_policy.may_manage(current_user, user))
    identity = found_or_404(identity_queries.own(identity_id, user_id=user_id))
    question = Confirmation(
        f"Unlink {identity.label or 'this school sign-on'} from {user.name}?",
        [
            "It no longer signs them in. Every browser that came in by it is signed out, and they get an email.",
            "Their account, roles and record stay. You can send them a link that joins another sign-on.",
        ],
        "Unlink",
        url_for(".person", user_id=user_id),
    )
    if (page := ask_first(question)) is not None:
        return page
    with unit_of_work():
        identity_actions.unlink(user, identity, by=current_user)
    flash("That school sign-on is no longer linked to the account.", "good")
    return _back(user_id)


@bp.post("/office/people/<id:user_id>/reset-factor")
@for_roles("coordinator")
@proved_recently
def reset_factor(user_id: int) -> ResponseReturnValue:
    """Take away what they sign in with besides the password: they have lost it."""
    user = _anybody(user_id)
    require(account_policy.may_manage(current_user, user))
    back = url_for(".person", user_id=user.id)
    consequences = [
        f"{user.name}’s authenticator app, passkeys and recovery codes no longer work.",
        f"{user.name} is signed out everywhere, and their password alone lets them in until they set up another.",
        "Be sure that it is them who asks: call them, or see them. They get an email that says it was you.",
    ]
    question = Confirmation(f"Reset the second step of {user.name}?", consequences, "Reset second step", back)
    if factor_queries.has_factor(user.id) and (page := ask_first(question)) is not None:
        return page
    with unit_of_work():
        is_reset = factor_actions.reset(user, by=current_user)
    done = "signs in with the password alone now, and has an email that says so."
    flash(f"{user.name} {done if is_reset else 'has no second step.'}", "good" if is_reset else "plain")
    return _back(user_id)


@bp.post("/office/people/<id:user_id>/vouch")
@for_roles("coordinator")
def vouch(user_id: int) -> ResponseReturnValue:
    """Confirm their address for them."""
    return _done(
        user_id, lambda user: account_actions.vouch(user, by=current_user, now=clock.now()), "They may sign in now."
    )


def _person(
    user: User, form: SuspendForm, class_form: ClassForm | None = None, see_as_form: SeeAsForm | None = None
) -> str:
    acts = queries.about(f"user:{user.id}")
    return render_page(
        "office/person.html",
        person=user,
        shown=shown_person(user),
        is_student=user.is_a(Role.STUDENT),
        is_faculty=user.is_a(Role.FACULTY),
        status=status(user),
        may=account_policy.may_manage(current_user, user),
        may_suspend=account_policy.may_suspend(current_user, user),
        may_take_back=lambda role: account_policy.may_take_back(current_user, user, role),
        roles=list(Role),
        acts=audit_words.acts(acts, queries.titles(audit_words.things_in(acts))),
        names=account_queries.names_and_addresses(act.by_id for act in acts if act.by_id),
        form=form,
        class_form=class_form or ClassForm.of(user, formdata=None),
        followed=queries.last_followed(user.id),
        may_see_as=may_see_as(current_user, user),
        see_as_form=see_as_form or SeeAsForm(formdata=None),
        merges=merge_queries.merges_of(user.id),
        merged_into=account_queries.by_id(user.merged_into_id) if user.merged_into_id else None,
        may_undo=lambda merged: may_undo(current_user, merged, clock.now()),
        log=url_for(".audit", thing=f"user:{user.id}"),
    )


def _done(user_id: int, act: Callable[[User], None], words: str) -> ResponseReturnValue:
    user = _anybody(user_id)
    with unit_of_work():
        act(user)
    flash(words, "good")
    return _back(user_id)


def _anybody(user_id: int) -> User:
    return found_or_404(account_queries.by_id(user_id))


def _back(user_id: int) -> ResponseReturnValue:
    return go_to(".person", user_id=user_id)
