"""Reviewers: what they are given, what they see before and after their own score, conflicts, blind reading."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from board.accounts.models import Role, User
from board.applications import conflict_sources as application_conflict_sources
from board.applications.actions import decision as decision_actions
from board.applications.actions import offer as offer_actions
from board.applications.actions import waitlist as waitlist_actions
from board.applications.actions.draft_decision import Choice
from board.applications.models import ApplicationState, Recusal, Review
from board.kernel import clock
from board.kernel.db import db
from board.kernel.errors import Forbidden
from board.kernel.unit_of_work import unit_of_work
from board.notices.models import Notice
from board.opportunities.models import PostingRole
from tests.applications.builders import application_of, posting_of
from tests.applications.conftest import Bench, reviewing, scores
from tests.at_once import overtake
from tests.confirming import agree, asked
from tests.conftest import NOW

People = Callable[..., User]
Emails = Callable[[], list[str]]


def assign(bench: Bench, **more: str | list[str]) -> None:
    form = {"reviewer": [str(reviewer.id) for reviewer in bench.reviewers], "each": "2", "seed": "7"} | more
    answer = bench.browser(bench.owner).post(f"/opportunities/{bench.posting.id}/reviewers/assign", data=form)
    assert answer.status_code == 303, answer.text


def page(bench: Bench, number: int = 0) -> str:
    return f"/applications/{bench.applications[number].id}"


def test_applications_are_given_out_and_each_reviewer_is_told_once(bench: Bench, emails: Emails) -> None:
    assign(bench)
    pairs = set(db.session.execute(select(Review.application_id, Review.reviewer_id)).all())
    assert pairs == {(a.id, r.id) for a in bench.applications for r in bench.reviewers}
    assert [email.splitlines()[0] for email in emails()] == ["To read and score: Safety committee"] * 2
    with clock.frozen(NOW.replace(hour=16)):
        assign(bench)
    assert len(emails()) == 2, "nothing new was given to anybody"
    assert "2 applications wait" in emails()[0]


def test_others_scores_are_hidden_until_ones_own_is_kept(bench: Bench) -> None:
    assign(bench)
    first, second = (bench.browser(reviewer) for reviewer in bench.reviewers)
    first.post(f"{page(bench)}/review", data=scores(4, comment="planted opinion"))
    before = second.get(page(bench)).text
    assert "Others have scored it" in before
    assert "planted opinion" not in before
    assert "hidden until you score" in second.get(bench.applicants).text
    filtered = second.get(f"{bench.applicants}?score=2&sort=score").text
    assert "Nobody here fits that" in filtered, "a filter by score tells nothing either"
    second.post(f"{page(bench)}/review", data=scores(2, comment="Thin."))
    after = second.get(page(bench)).text
    assert "planted opinion" in after
    assert "<strong>3.0</strong> mean · 3.0 median · ±1.4 spread · 2 scores" in after


def test_who_abstains_is_not_shown_the_scores(bench: Bench) -> None:
    assign(bench)
    first, second = (bench.browser(reviewer) for reviewer in bench.reviewers)
    first.post(f"{page(bench)}/review", data=scores(4, comment="planted opinion"))
    second.post(f"{page(bench)}/review", data={"abstain": "1"})
    assert "planted opinion" not in second.get(page(bench)).text
    owner = bench.browser(bench.owner).get(page(bench)).text
    assert "abstains" in owner
    assert "1 score" in owner


def test_an_owner_scores_before_reading_what_others_scored_or_not_at_all(bench: Bench) -> None:
    owner, reviewer = bench.browser(bench.owner), bench.browser(bench.reviewers[0])
    assert owner.post(f"{page(bench)}/review", data=scores(5)).status_code == 303, "nobody has scored it yet"
    for number in (0, 1):
        reviewer.post(f"{page(bench, number)}/review", data=scores(2, comment="planted opinion"))
    assert "planted opinion" in owner.get(page(bench, 1)).text
    assert "would not be your own" in owner.get(page(bench, 1)).text
    assert owner.post(f"{page(bench, 1)}/review", data=scores(2)).status_code == 403
    assign(bench, reviewer=str(bench.owner.id), each="1")
    assert {review.reviewer_id for review in db.session.scalars(select(Review).where(Review.application_id == 2))} == {
        bench.reviewers[0].id
    }, "nor is it assigned to them"
    assert owner.post(f"{page(bench)}/review", data=scores(4, version="1")).status_code == 303, "their own may change"


def test_an_owner_to_whom_it_is_assigned_reads_the_scores_after_their_own(bench: Bench) -> None:
    assign(bench, reviewer=[str(bench.owner.id), str(bench.reviewers[0].id)])
    owner, reviewer = bench.browser(bench.owner), bench.browser(bench.reviewers[0])
    for number in (0, 1):
        reviewer.post(f"{page(bench, number)}/review", data=scores(2, comment="planted opinion"))
        assert "planted opinion" not in owner.get(page(bench, number)).text
    owner.post(f"{page(bench)}/review", data=scores(5))
    assert "planted opinion" in owner.get(page(bench)).text
    owner.post(f"{page(bench, 1)}/review", data={"abstain": "1"})
    assert "planted opinion" in owner.get(page(bench, 1)).text, "they still have to decide"
    assert owner.post(f"{page(bench, 1)}/review", data=scores(2)).status_code == 403


def test_weights_count_and_a_changed_rubric_weighs_anew(bench: Bench) -> None:
    reviewer, owner = bench.browser(bench.reviewers[0]), bench.browser(bench.owner)
    reviewer.post(f"{page(bench)}/review", data=scores(1, **{"score-reasons": "5"}))
    review = db.session.scalar(select(Review))
    assert review is not None and review.total == pytest.approx((5 * 2 + 1 * 2 + 1 * 1) / 5)
    form = {
        "key-0": "reasons",
        "name-0": "Reasons",
        "weight-0": "4",
        "anchor-0-1": "No",
        "anchor-0-5": "Yes",
    }
    form |= {"key-1": "experience", "name-1": "Experience", "weight-1": "1", "anchor-1-1": "No", "anchor-1-5": "Yes"}
    assert owner.post(f"/opportunities/{bench.posting.id}/rubric", data=form).status_code == 303
    db.session.refresh(review)
    assert review.total == pytest.approx((5 * 4 + 1) / 5)
    bad = form | {"anchor-0-5": ""}
    refused = owner.post(f"/opportunities/{bench.posting.id}/rubric", data=bad)
    assert refused.status_code == 422
    assert "say what 1 and 5 mean" in refused.text


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_score_that_is_saved_while_the_rubric_changes_is_weighed_by_the_new_one(app: Flask, bench: Bench) -> None:
    reviewer, owner = bench.browser(bench.reviewers[0]), bench.browser(bench.owner)
    anchors = {"anchor-0-1": "No", "anchor-0-5": "Yes", "anchor-1-1": "No", "anchor-1-5": "Yes"}
    form = anchors | {"key-0": "reasons", "name-0": "Reasons", "weight-0": "4"}
    form |= {"key-1": "experience", "name-1": "Experience", "weight-1": "1"}
    owner.post(f"/opportunities/{bench.posting.id}/rubric", data=form | {"weight-0": "1"})
    saved = overtake(
        app,
        "UPDATE reviews",
        late=lambda: reviewer.post(f"{page(bench)}/review", data=scores(1, **{"score-reasons": "5"})),
        quick=lambda: owner.post(f"/opportunities/{bench.posting.id}/rubric", data=form),
    )
    assert (saved.late.status_code, saved.quick.status_code) == (303, 303)
    assert db.session.scalar(select(Review.total)) == pytest.approx((5 * 4 + 1) / 5)


@pytest.mark.parametrize("value", ["", "0", "6", "x", "٣", "99999999999"])
def test_a_score_is_a_number_from_one_to_five(bench: Bench, value: str) -> None:
    answer = bench.browser(bench.reviewers[0]).post(
        f"{page(bench)}/review", data=scores(3, **{"score-experience": value, "comment": "Typed with care."})
    )
    assert answer.status_code == 422
    assert "choose a number from 1 to 5" in answer.text
    assert "Typed with care." in answer.text
    assert db.session.scalar(select(Review)) is None


def test_all_scores_that_are_missing_are_said_at_once(bench: Bench) -> None:
    page_again = bench.browser(bench.reviewers[0]).post(f"{page(bench)}/review", data={"comment": "Later."}).text
    fields = [name.removeprefix("score-") for name in scores(3) if name.startswith("score-")]
    assert len(fields) > 1
    for key in fields:
        assert page_again.count(f'href="#score-{key}"') == page_again.count(f'id="score-{key}-error"') == 1


def test_least_reviewed_comes_next(bench: Bench) -> None:
    assign(bench)
    first, second = (bench.browser(reviewer) for reviewer in bench.reviewers)
    first.post(f"{page(bench, 0)}/review", data=scores(4))
    assert second.get(f"{bench.applicants}/next").location == page(bench, 1)
    second.post(f"{page(bench, 1)}/review", data=scores(4))
    assert second.get(f"{bench.applicants}/next").location == page(bench, 0)
    second.post(f"{page(bench, 0)}/review", data=scores(4))
    assert second.get(f"{bench.applicants}/next").location == bench.applicants


def test_a_reviewer_scores_and_does_not_decide(bench: Bench) -> None:
    reviewer = bench.browser(bench.reviewers[0])
    ticked = {"application": str(bench.applications[0].id), "decision": "offer", "verb": "offer"}
    for address in ("move", "decide", "message"):
        assert reviewer.post(f"{bench.applicants}/{address}", data=ticked | {"text": "x"}).status_code == 403, address
    assert reviewer.post(f"{page(bench)}/move", data={"verb": "offer"}).status_code == 403
    for address in ("reviewers", "rubric", "decisions", "applicants.csv", "applicants.zip"):
        assert reviewer.get(f"/opportunities/{bench.posting.id}/{address}").status_code == 403, address
    assert bench.applications[0].state is ApplicationState.SUBMITTED
    assert "send nothing yet" not in reviewer.get(bench.applicants).text


def test_reviewers_are_reminded_two_days_before_and_only_once(app: object, bench: Bench, emails: Emails) -> None:
    from board.applications.tasks import remind_reviewers

    assign(bench, due_on="2026-03-10")
    bench.browser(bench.reviewers[0]).post(f"{page(bench, 0)}/review", data=scores(4))
    bench.browser(bench.reviewers[0]).post(f"{page(bench, 1)}/review", data=scores(4))
    with clock.frozen(NOW.replace(day=7)):
        assert remind_reviewers(clock.now()) == 0
    with clock.frozen(NOW.replace(day=8)):
        assert [remind_reviewers(clock.now()) for _ in range(2)] == [1, 0]
    assert [email.splitlines()[0] for email in emails()][2:] == ["Your scores are still missing: Safety committee"]
    owner = bench.browser(bench.owner)
    address = f"/opportunities/{bench.posting.id}/reviewers/remind"
    assert [owner.post(address).status_code for _ in range(2)] == [303, 303]
    assert len(emails()) == 4, "pressed twice in a day it is sent once"


def test_who_steps_aside_is_shut_out_and_the_owner_is_told(bench: Bench, emails: Emails) -> None:
    assign(bench)
    reviewer = bench.browser(bench.reviewers[0])
    reviewer.post(f"{page(bench)}/review", data=scores(5))
    question = asked(reviewer, f"{page(bench)}/step-aside", {"reason": "family"}).text
    assert "are closed to you, and stay so" in question
    assert agree(reviewer, f"{page(bench)}/step-aside", {"reason": "family"}).status_code == 303
    assert reviewer.get(page(bench)).status_code == 403
    assert reviewer.post(f"{page(bench)}/review", data=scores(5)).status_code == 403
    assert reviewer.post(f"{page(bench)}/note", data={"note": "x"}).status_code == 403
    listed = reviewer.get(bench.applicants).text
    assert "Closed to you: stepped aside." in listed
    assert ">Ada<" not in listed
    assert reviewer.get(f"{bench.applicants}?q=ada").text.count(page(bench)) == 0
    assert db.session.scalars(
        select(Review.application_id).where(Review.reviewer_id == bench.reviewers[0].id)
    ).all() == [bench.applications[1].id]
    told = emails()[-1]
    assert told.startswith("A conflict of interest: Safety committee")
    assert "Rhea stepped aside from Ada" in told
    assign(bench)
    again = select(Review.reviewer_id).where(Review.application_id == bench.applications[0].id)
    assert list(db.session.scalars(again)) == [bench.reviewers[1].id], "a conflict is never assigned again"


def test_known_conflicts_are_found(bench: Bench) -> None:
    ada, rhea = bench.students[0], bench.reviewers[0]
    pairs = [(ada.id, rhea.id, "mentors this student"), (ada.id, bench.owner.id, "mentors this student")]
    application_conflict_sources.find_with(
        "test", lambda students, people: [p for p in pairs if p[0] in students and p[1] in people]
    )
    try:
        assert bench.browser(rhea).get(page(bench)).status_code == 403, "who scores is kept away"
        assert "You: mentors this student" in bench.browser(bench.owner).get(bench.applicants).text, (
            "who decides is told"
        )
        assign(bench)
        readers = select(Review.reviewer_id).where(Review.application_id == bench.applications[0].id)
        assert list(db.session.scalars(readers)) == [bench.reviewers[1].id]
        assert (
            "mentors this student"
            in bench.browser(bench.owner).get(f"/opportunities/{bench.posting.id}/reviewers").text
        )
    finally:
        application_conflict_sources.find_with("test", lambda students, people: [])


def test_who_applies_does_not_judge(bench: Bench, person: People) -> None:
    both = person("bo", Role.STUDENT, Role.FACULTY)
    own = application_of(both, bench.posting)
    reviewing(bench.posting, both, PostingRole.CO_OWNER)
    browser = bench.browser(both)
    assert browser.get(bench.applicants).status_code == 403
    assert browser.get(page(bench)).status_code == 403
    assert browser.get(f"/applications/{own.id}").status_code == 200, "their own page stays theirs"
    assert browser.post(f"/opportunities/{bench.posting.id}/decisions/release").status_code == 403
    assert "applied here too" in bench.browser(bench.owner).get(f"/opportunities/{bench.posting.id}/reviewers").text


def test_a_colleague_joins_and_leaves(bench: Bench, person: People, emails: Emails) -> None:
    owner, address = bench.browser(bench.owner), f"/opportunities/{bench.posting.id}/reviewers"
    colleague = person("cleo", Role.FACULTY)
    assert owner.post(f"{address}/join", data={"email": "nobody@example.edu"}).status_code == 422
    assert owner.post(f"{address}/join", data={"email": bench.students[0].email}).status_code == 422
    assert owner.post(f"{address}/join", data={"email": colleague.email, "part": "reviewer"}).status_code == 303
    assert bench.browser(colleague).get(bench.applicants).status_code == 200
    assert emails()[-1].startswith("You are asked to help: Safety committee")
    again = owner.post(f"{address}/join", data={"email": colleague.email, "part": "reviewer"})
    assert again.status_code == 422 and "reviews it already, so nothing was sent" in again.text
    bench.browser(colleague).post(f"{page(bench)}/review", data=scores(5))
    assert owner.post(f"{address}/leave", data={"person": str(colleague.id)}).status_code == 303
    assert bench.browser(colleague).get(bench.applicants).status_code == 404
    assert db.session.scalar(select(Review.total)) == 5, "what was scored stays"
    assert owner.post(f"{address}/leave", data={"person": str(bench.owner.id)}).status_code == 422
    assert owner.post(f"{address}/join", data={"email": colleague.email, "part": "reviewer"}).status_code == 303
    assert [email.splitlines()[0] for email in emails()].count("You are asked to help: Safety committee") == 2


def test_a_stranger_of_the_faculty_reads_nothing(bench: Bench, person: People) -> None:
    stranger = bench.browser(person("fay", Role.FACULTY))
    other = posting_of(person("gil", Role.FACULTY))
    assert stranger.get(page(bench)).status_code == 404
    for address in (
        "applicants",
        "applicants.csv",
        "applicants.zip",
        "applicants/beside",
        "applicants/next",
        "reviewers",
        "rubric",
        "decisions",
    ):
        assert stranger.get(f"/opportunities/{bench.posting.id}/{address}").status_code == 404, address
    assert stranger.post(f"{page(bench)}/step-aside", data={"reason": "family"}).status_code == 404
    assert db.session.scalar(select(Recusal)) is None
    moved = bench.browser(bench.owner).post(
        f"/opportunities/{other.id}/applicants/move", data={"application": "1", "verb": "offer"}
    )
    assert moved.status_code == 404


def test_a_wide_comment_is_kept_whole_or_refused(bench: Bench) -> None:
    browser = bench.browser(bench.reviewers[0])
    for count, status in ((100_000, 422), (6000, 303)):
        answer = browser.post(f"{page(bench)}/review", data=scores(3, comment="é" * count))
        assert answer.status_code == status
    assert db.session.scalar(select(Review.comment)) == "é" * 6000


def test_what_is_decided_waits_for_nobodys_score(bench: Bench) -> None:
    assign(bench)
    reviewer, owner = bench.browser(bench.reviewers[0]), bench.browser(bench.owner)
    assert "Score the next of 2" in reviewer.get(bench.applicants).text
    owner.post(f"{page(bench)}/move", data={"verb": "reject", "reason": "time"})
    assert "Score the next of 1" in reviewer.get(bench.applicants).text
    owner.post(f"{page(bench, 1)}/move", data={"verb": "offer"})
    assert "Score the next of" not in reviewer.get(bench.applicants).text, "what led back here for ever"
    assert "Score the next of" not in reviewer.get("/my-postings").text
    table = owner.get(f"/opportunities/{bench.posting.id}/reviewers").text
    left = re.findall(r'<th scope="row">(Rhea|Remy)</th>.*?data-label="Left" class="c-number">(\d+)</td>', table, re.S)
    assert left == [("Rhea", "0"), ("Remy", "0")]
    owner.post(f"/opportunities/{bench.posting.id}/reviewers/remind")
    reminded = select(Notice.id).where(Notice.kind == "reviews-due")
    assert db.session.scalars(reminded).all() == [], "nobody owes a score any more"


def test_the_list_says_who_has_read_and_never_half_of_it(bench: Bench) -> None:
    assign(bench)
    first, second = (bench.browser(reviewer) for reviewer in bench.reviewers)
    first.post(f"{page(bench)}/review", data=scores(4))
    cells = re.findall(r'data-label="Read by">((?:(?!</td>).)*)</td>', second.get(bench.applicants).text, re.S)
    told = [re.sub("<[^>]+>", "", cell).strip() for cell in cells]
    assert told == ["hidden until you score", "0 of 2"]
    second.post(f"{page(bench)}/review", data=scores(3))
    assert ">2 of 2</td>" in second.get(bench.applicants).text


def test_first_sent_first_is_the_order_in_which_they_came(bench: Bench, person: People) -> None:
    application_of(person("cem", Role.STUDENT), bench.posting, submitted_at=NOW + timedelta(hours=1))
    owner = bench.browser(bench.owner)
    owner.post(f"{page(bench)}/move", data={"verb": "reject", "reason": "time"})

    def names(sort: str) -> list[str]:
        return re.findall(r"data-keyboard-link[^>]*>(\w+)<", owner.get(f"{bench.applicants}?sort={sort}").text)

    assert names("sent") == ["Ada", "Ben", "Cem"]
    assert names("undecided") == ["Ben", "Cem", "Ada"]
    assert names("") == names("undecided")


@pytest.mark.parametrize("part", ["reviewer", "co-owner"])
def test_nobody_adds_themself_to_a_posting(bench: Bench, person: People, part: str) -> None:
    cora, vera = person("cora", Role.COORDINATOR), person("vera", Role.COORDINATOR)
    address = f"/opportunities/{bench.posting.id}/reviewers/join"
    refused = bench.browser(cora).post(address, data={"email": cora.email, "part": part})
    assert refused.status_code == 422
    assert "Nobody adds themself." in refused.text
    assert bench.browser(cora).post(f"{page(bench)}/review", data=scores(5)).status_code == 404
    assert bench.browser(vera).post(address, data={"email": cora.email, "part": part}).status_code == 303
    assert bench.browser(cora).post(f"{page(bench)}/review", data=scores(5)).status_code == 303


def test_whoever_applied_decides_nothing_about_themself(bench: Bench, person: People) -> None:
    cora = person("cora", Role.COORDINATOR, Role.STUDENT)
    own = application_of(cora, bench.posting)
    with pytest.raises(Forbidden), unit_of_work():
        offer_actions.make(own, by=cora, now=NOW, terms=offer_actions.OfferTerms(NOW + timedelta(days=3)))
    with pytest.raises(Forbidden), unit_of_work():
        waitlist_actions.put_on_list(own, by=cora, now=NOW)
    with pytest.raises(Forbidden), unit_of_work():
        decision_actions.decide([own], Choice("offer"), by=cora, now=NOW)


def test_what_is_scored_is_new_no_longer_and_what_is_abstained_from_is(bench: Bench) -> None:
    """Nobody reads “New” beside “1 of 2”."""
    first, second = bench.applications
    reviewer = bench.browser(bench.reviewers[0])
    reviewer.post(f"/applications/{first.id}/review", data=scores(4))
    reviewer.post(f"/applications/{second.id}/review", data={"abstain": "1"})
    assert (first.state, second.state) == (ApplicationState.IN_REVIEW, ApplicationState.SUBMITTED)
    assert [(move.verb, move.by_id) for move in first.moves] == [("review", bench.reviewers[0].id)]
    reviewer.post(f"/applications/{first.id}/review", data=scores(5))
    assert len(first.moves) == 1
