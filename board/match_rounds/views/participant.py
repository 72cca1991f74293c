"""What students and mentors do in a round."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts.models import User
from board.kernel import clock
from board.kernel.errors import Invalid, NotFound, found_or_404
from board.kernel.unit_of_work import unit_of_work
from board.kernel.verdict import require
from board.match_rounds import policy
from board.match_rounds.actions import participant as participant_actions
from board.match_rounds.actions import waitlist as waitlist_actions
from board.match_rounds.forms import OffersForm, PlacesForm, RankingForm, TiersForm
from board.match_rounds.labels import TIERS, choice_name
from board.match_rounds.models import MatchMentee, MatchMentor, MatchRound
from board.match_rounds.pairwise import PairQuestion
from board.match_rounds.queries import exclusion as exclusion_queries
from board.match_rounds.queries import round as round_queries
from board.match_rounds.queries import waitlist as waitlist_queries
from board.match_rounds.rules import RULES
from board.match_rounds.views import bp
from board.match_rounds.views import mentor_values as mentor_values_views
from board.match_rounds.views.dependencies import visible
from board.match_rounds.views.round import page
from board.mentorship.exclusions import WORDS, Exclusion
from board.mentorship.fit import MentorFit, fit
from board.mentorship.models import Wishes
from board.mentorship.queries import conflict_of_interest as conflict_of_interest_queries
from board.mentorship.shown import shown_mentee
from board.web.access import signed_in
from board.web.addresses import number
from board.web.editing import AUTOSAVE, Value, require_unchanged, saved_by_itself, version_of
from board.web.forms import as_typed
from board.web.pages import asked_by_htmx, go_to, render_page

MOST_SHOWN = 60


@bp.post("/match-rounds/<id:round_id>/join")
@signed_in
def join(round_id: int) -> ResponseReturnValue:
    """Take part as a student."""
    match_round = visible(round_id)
    with unit_of_work():
        participant_actions.join(match_round, by=current_user, now=clock.now())
    flash("You are in. You get an email when the lists are made.", "good")
    return go_to(".show", round_id=round_id)


@bp.post("/match-rounds/<id:round_id>/leave")
@signed_in
def leave(round_id: int) -> ResponseReturnValue:
    """Step back as a student."""
    match_round = visible(round_id)
    with unit_of_work():
        participant_actions.leave(match_round, by=current_user)
    flash("You are out of this round, and your list is gone.", "good")
    return go_to(".show", round_id=round_id)


@bp.get("/match-rounds/<id:round_id>/ranking")
@signed_in
def ranking(round_id: int) -> ResponseReturnValue:
    """One's own list of mentors."""
    match_round = visible(round_id)
    mine = round_queries.mentee_in(round_id, current_user.id)
    require(policy.may_rank(match_round, mine))
    return _ranking_page(match_round, mine, PairQuestion.read(request.args.get("compare", "")))


@bp.post("/match-rounds/<id:round_id>/ranking")
@signed_in
def rank(round_id: int) -> ResponseReturnValue:
    """Keep the list in the order of its numbers, after the button that was pressed."""
    match_round = visible(round_id)
    mine = round_queries.mentee_in(round_id, current_user.id)
    require(policy.may_rank(match_round, mine))
    question = PairQuestion()
    try:
        form = RankingForm.posted()
        question = form.question()
        choices = form.choices(mine.choices if mine else [])
        question = form.next_question()
        with unit_of_work():
            require_unchanged(lambda: _ranked(match_round), [_as_value(match_round, choices)])
            participant_actions.rank(match_round, by=current_user, now=clock.now(), choices=choices)
    except Invalid as invalid:
        return _ranking_page(match_round, mine, question, error=invalid.message), 422
    if AUTOSAVE in request.headers:
        return saved_by_itself(_ranked(match_round))
    if asked_by_htmx():
        return _ranking_page(match_round, round_queries.mentee_in(round_id, current_user.id), question)
    if form.answer.data:
        return go_to(".ranking", round_id=round_id, compare=question, _anchor="compare")
    if form.save.data:
        flash("Your list is saved. You can change it until the lists are locked.", "good")
    return go_to(".ranking", round_id=round_id)


def _ranked(match_round: MatchRound) -> list[Value]:
    """One's list as it is now."""
    mine = round_queries.mentee_in(match_round.id, current_user.id)
    return [_as_value(match_round, mine.choices if mine else [])]


def _as_value(match_round: MatchRound, choices: Sequence[str]) -> Value:
    """A list as its form posts it: a place for each mentor."""
    mentors = {mentor.enrolment_id: mentor for mentor in round_queries.mentors(match_round.id)}
    known = [choice for choice in choices if number(choice.partition(":")[0]) is not None]
    pairs = tuple((f"place-{choice}", str(place)) for place, choice in enumerate(known, 1))
    names = {f"place-{choice}": choice_name(choice, mentors) for choice in known}
    return Value("ranking", "Your list", pairs, words=names, rows=("place-",))


@dataclass(frozen=True)
class Candidate:
    """A mentor, or an offer of one, as a student sees it while ranking."""

    choice: str
    name: str
    mentor: MatchMentor
    fit: MentorFit


def _ranking_page(match_round: MatchRound, mine: MatchMentee | None, question: PairQuestion, error: str = "") -> str:
    """The list, and below it whoever else may be chosen, the best fit first."""
    if mine is None:
        raise NotFound
    mentors = round_queries.mentors(match_round.id)
    rules = exclusion_queries.exclusions([current_user], mentors)
    offered = {candidate.choice: candidate for candidate in _candidates(match_round, mentors)}
    unseen = {mentor.id for mentor in mentors if rules.get((current_user.id, mentor.enrolment_id)) is Exclusion.BLOCKED}
    others = [
        candidate
        for candidate in offered.values()
        if candidate.choice not in mine.choices
        and not candidate.mentor.sits_out
        and (current_user.id, candidate.mentor.enrolment_id) not in rules
    ]
    words = request.args.get("q", "").strip().lower()[:80]
    candidates = [candidate for candidate in others if words in candidate.name.lower()]
    ranked = [
        candidate for choice in mine.choices if (candidate := offered.get(choice)) and candidate.mentor.id not in unseen
    ]
    shown = [candidate.choice for candidate in ranked]
    return render_page(
        "match_rounds/ranking.html",
        fragments={"ranking": "match_rounds/_ranking.html"},
        round=match_round,
        mine=mine,
        ranked=ranked,
        question=question,
        compared=ranked[question.place - 1 : question.place + 1] if question.is_in(shown) else [],
        others=candidates[:MOST_SHOWN],
        left_out=max(0, len(candidates) - MOST_SHOWN),
        apart=_apart(mentors, rules),
        words=words,
        problem=error,
        typed=as_typed() if error else {},
        saved_version=version_of(_ranked(match_round)),
        rules=RULES,
    )


def _apart(mentors: Iterable[MatchMentor], rules: dict[tuple[int, int], Exclusion]) -> list[tuple[str, str]]:
    """Who cannot be chosen, and by which rule. Of a block nothing is said: the two do not see each other."""
    named = {mentor.enrolment_id: mentor.enrolment.user.name for mentor in mentors}
    facts = {number: rule for (_, number), rule in rules.items() if rule not in (Exclusion.BLOCKED, Exclusion.SELF)}
    return sorted((named[number], WORDS[rule]) for number, rule in facts.items())


def _candidates(match_round: MatchRound, mentors: Iterable[MatchMentor]) -> list[Candidate]:
    match_criteria = conflict_of_interest_queries.wanted_by(
        current_user, conflict_of_interest_queries.wishes_of(current_user.id)
    )
    weight = match_round.background_weight
    by_number = {mentor.enrolment_id: mentor for mentor in mentors}
    candidates = [
        Candidate(choice, choice_name(choice, by_number), mentor, fitting)
        for mentor in by_number.values()
        for fitting in [
            fit(match_criteria, conflict_of_interest_queries.offered_by(mentor.enrolment), background_weight=weight)
        ]
        for choice in mentor.choices
    ]
    return sorted(candidates, key=lambda candidate: (-candidate.fit.rank, candidate.name))


@dataclass(frozen=True)
class Applicant:
    """A student as a mentor sees them while sorting. Where the mentor stands on the list is told to nobody."""

    user: User
    wishes: Wishes | None
    fit: MentorFit
    tier: str


@bp.get("/match-rounds/<id:round_id>/applicants")
@signed_in
def applicants(round_id: int) -> ResponseReturnValue:
    """Whoever has this mentor on the list, or of them those of one tier."""
    return _applicants(visible(round_id))


def _applicants(match_round: MatchRound, problem: Invalid | None = None) -> str:
    mine = round_queries.mentor_in(match_round.id, current_user.id)
    require(policy.may_sort(match_round, mine))
    rows, show = _rows(match_round, mine), request.args.get("show", "")
    return render_page(
        "match_rounds/applicants.html",
        round=match_round,
        mine=mine,
        tiers=TIERS,
        rows=rows,
        show=show if show in TIERS else "",
        counts=Counter(row.tier for row in rows),
        saved_version=version_of(_sorted(match_round)),
        typed=as_typed(),
        problem=problem,
    )


@bp.get("/match-rounds/<id:round_id>/applicants/<id:user_id>")
@signed_in
def applicant(round_id: int, user_id: int) -> ResponseReturnValue:
    """What a student looks for who has this mentor on the list."""
    match_round = visible(round_id)
    mine = round_queries.mentor_in(round_id, current_user.id)
    require(policy.may_sort(match_round, mine))
    row = found_or_404(next((row for row in _rows(match_round, mine) if row.user.id == user_id), None))
    return render_page("mentorship/mentee.html", shown=shown_mentee(row.user, row.wishes))


def _sorted(match_round: MatchRound) -> list[Value]:
    """One's tiers as they are now."""
    mine = round_queries.mentor_in(match_round.id, current_user.id)
    return [Value.of(f"tier-{row.user.id}", row.user.name, row.tier, words=TIERS) for row in _rows(match_round, mine)]


def _rows(match_round: MatchRound, mine: MatchMentor | None) -> list[Applicant]:
    """The best fit first, as the lists of students begin."""
    if mine is None:
        raise NotFound
    numbers = set(participant_actions.applicant_ids(match_round, mine))
    values, offered = (
        conflict_of_interest_queries.wishes_of_many(numbers),
        conflict_of_interest_queries.offered_by(mine.enrolment),
    )
    users = [mentee.user for mentee in round_queries.mentees(match_round.id) if mentee.user_id in numbers]
    rows = [
        Applicant(
            user,
            values.get(user.id),
            fit(conflict_of_interest_queries.wanted_by(user, values.get(user.id)), offered),
            mine.tier_of(user.id),
        )
        for user in users
    ]
    return sorted(rows, key=lambda row: (-row.fit.rank, row.user.name))


@bp.post("/match-rounds/<id:round_id>/applicants")
@signed_in
def sort(round_id: int) -> ResponseReturnValue:
    """Put applicants into tiers."""
    match_round = visible(round_id)
    try:
        form = TiersForm.posted()
    except Invalid as invalid:
        return _applicants(match_round, invalid), 422
    with unit_of_work():
        require_unchanged(lambda: _sorted(match_round))
        participant_actions.sort(
            match_round,
            by=current_user,
            now=clock.now(),
            preferred=form.in_tier("prefer"),
            refused=form.in_tier("refuse"),
        )
    if AUTOSAVE in request.headers:
        return saved_by_itself(_sorted(match_round))
    if form.show.data:
        return go_to(".applicants", round_id=round_id, show=form.show.data)
    flash("Your tiers are saved. Students never see them.", "good")
    return go_to(".applicants", round_id=round_id)


@bp.post("/match-rounds/<id:round_id>/places")
@signed_in
def set_places(round_id: int) -> ResponseReturnValue:
    """How many students a mentor takes in this round."""
    match_round = visible(round_id)
    try:
        form = PlacesForm.posted()
        places, sits_out = form.amount(), form.sits_out.data
        with unit_of_work():
            require_unchanged(lambda: _of_mentor(match_round, mentor_values_views.of_places))
            participant_actions.set_places(match_round, by=current_user, places=places, sits_out=sits_out)
    except Invalid as invalid:
        return page(match_round, places=invalid.message), 422
    flash("You sit this round out." if sits_out else "Your spots are saved.", "good")
    return go_to(".show", round_id=round_id)


@bp.post("/match-rounds/<id:round_id>/offers")
@signed_in
def set_offers(round_id: int) -> ResponseReturnValue:
    """What a faculty mentor offers apart from each other."""
    match_round = visible(round_id)
    try:
        offers = OffersForm.posted().amounts()
        with unit_of_work():
            require_unchanged(lambda: _of_mentor(match_round, mentor_values_views.of_offers))
            participant_actions.set_offers(match_round, by=current_user, offers=offers)
    except Invalid as invalid:
        return page(match_round, offers=invalid.message), 422
    flash("Your offers are saved: students rank each by itself.", "good")
    return go_to(".show", round_id=round_id)


def _of_mentor(match_round: MatchRound, values: Callable[[MatchMentor], list[Value]]) -> list[Value]:
    """The values of a form as they are now; none for whoever is no mentor here, whom the action turns away."""
    mentor = round_queries.mentor_in(match_round.id, current_user.id)
    return values(mentor) if mentor else []


@bp.post("/match-rounds/<id:round_id>/take-place")
@signed_in
def take_place(round_id: int) -> ResponseReturnValue:
    """Take the place that is held for this student."""
    return _answer(round_id, waitlist_actions.take, "It is yours. Sign the agreement together to begin.")


@bp.post("/match-rounds/<id:round_id>/pass-place")
@signed_in
def pass_place(round_id: int) -> ResponseReturnValue:
    """Leave it to the next who waits."""
    return _answer(round_id, waitlist_actions.pass_on, "The spot goes to the next who waits.")


def _answer(round_id: int, act: Callable[..., None], words: str) -> ResponseReturnValue:
    match_round = visible(round_id)
    waiting_offer = found_or_404(waitlist_queries.open_to(match_round.id, current_user.id))
    with unit_of_work():
        act(waiting_offer, by=current_user, now=clock.now())
    flash(words, "good")
    return go_to(".show", round_id=round_id)
