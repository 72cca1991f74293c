"""The front page, my day, and whether Rounds is well."""

from collections.abc import Collection, Iterable
from datetime import datetime

from flask import Blueprint, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts.models import Role
from board.dashboard import my_day, seen_by, trust_papers
from board.dashboard.frame import Frame
from board.dashboard.look import samples
from board.dashboard.queries import FrameFacts
from board.kernel import clock
from board.kernel.errors import NotFound
from board.opportunities import fit as opportunity_fit
from board.opportunities import policy as opportunity_policy
from board.opportunities import queries as opportunity_queries
from board.opportunities.models import ListedPosting
from board.opportunities.posting_card import PostingCard, card
from board.opportunities.views.dependencies import fitted_here, lacking
from board.personal_data import AREAS, PERSONAL
from board.school import settings as school_settings
from board.vocabulary import rubric
from board.vocabulary.words import Competency
from board.web.access import public, signed_in
from board.web.addresses import number, url_for
from board.web.emails import link
from board.web.pages import render_page

bp = Blueprint("dashboard", __name__)

SOONEST = 6
"""How many postings that close soonest stand on the front page and under my day."""
BEST = 4
"""How many postings stand under "For you"."""
MOST_LINES = 8
"""How many lines stand under "Waiting for others" before the rest is folded."""


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    """For a visitor what the board is; for me what waits and what closes soon."""
    now = clock.now()
    if not current_user.is_authenticated:
        soonest, total = opportunity_queries.open_now(now, most=SOONEST)
        return render_page("dashboard/front.html", cards=_cards(soonest, now), total=total)
    mine = my_day.mine(current_user, now)
    items, is_student = my_day.to_do(current_user, mine, now), current_user.is_a(Role.STUDENT)
    above = {application.opportunity_id for application in mine.applications}
    above |= {number for item in items if isinstance(number := item.number.get("opportunity_id"), int)}
    for_you, soonest, total = _for_you(above, now) if is_student else ([], [], 0)
    above |= {each.id for each in for_you}
    closing = [posting for posting in soonest if posting.id not in above]
    return render_page(
        "dashboard/my_day.html",
        frame=Frame(current_user, request.path, FrameFacts(mine.sources.waiting, mine.sources.reports)),
        to_do=items,
        waiting=my_day.waiting_for_others(mine, now),
        suggestion=my_day.suggestion(current_user),
        may_post=bool(opportunity_policy.may_post(current_user)),
        for_you=for_you,
        closing=_cards(closing[:3], now),
        total=total,
        most=MOST_LINES,
    )


def _cards(postings: Iterable[ListedPosting], now: datetime) -> list[PostingCard]:
    """A card for each."""
    return [card(posting, url_for("opportunities.show", opportunity_id=posting.id), now) for posting in postings]


def _for_you(begun: Collection[int], now: datetime) -> tuple[list[PostingCard], list[ListedPosting], int]:
    """What fits this student best, apart from what they began, and nothing until they say what they care for; what
    closes soonest; and how many are open."""
    student = fitted_here()
    if student is None or not (student.areas or student.competencies or student.tags):
        return [], *opportunity_queries.open_now(now, most=SOONEST)
    lacks = lacking(student)
    fitting = opportunity_queries.for_you(student, now, most=BEST, soonest=SOONEST, lacking=lacks, apart_from=begun)
    cards = [
        card(
            posting,
            url_for("opportunities.show", opportunity_id=posting.id),
            now,
            fit=opportunity_fit.fit(student, posting, lacks),
        )
        for posting in fitting.best
    ]
    return cards, fitting.soonest, fitting.total


@bp.get("/help")
@public
def help_page() -> ResponseReturnValue:
    """How to find one's way."""
    behaviours = rubric.on(clock.day(clock.now())).of
    return render_page(
        "dashboard/help.html",
        competencies=[(item, [behaviour.label for behaviour in behaviours(item)]) for item in Competency],
    )


@bp.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    """What is kept, and who sees it."""
    names = {table.retention for table in PERSONAL if table.retention}
    settings = {name: school_settings.declared(name) for name in names}
    days = {name: school_settings.value_of(setting) for name, setting in settings.items()}
    contact, today = school_settings.privacy_contact, clock.day(clock.now())
    return render_page(
        "dashboard/privacy.html", privacy_contact=contact, today=today, areas=AREAS, settings=settings, days=days
    )


@bp.get("/account/data/seen")
@signed_in
def seen() -> ResponseReturnValue:
    """What others see of me, as their own pages show it."""
    kinds = seen_by.viewers(current_user, {key: number(words) for key, words in request.args.items()})
    return render_page("dashboard/seen.html", viewers=kinds)


@bp.get("/trust")
@public
def trust() -> ResponseReturnValue:
    """For a school's IT office and counsel: where everything stands."""
    return _paper("trust.md")


@bp.get("/api")
@public
def api() -> ResponseReturnValue:
    """What programs can read, and how."""
    return _paper("api.md")


@bp.get("/trust/security")
@public
def security() -> ResponseReturnValue:
    """What is promised, how it is kept, and the test that fails when it is not."""
    return _paper("security.md")


@bp.get("/trust/access")
@public
def access() -> ResponseReturnValue:
    """Who may open and send to which address."""
    return _paper("access.md")


@bp.get("/trust/data")
@public
def data_map() -> ResponseReturnValue:
    """What is stored of people, table by table."""
    return _paper("privacy.md")


@bp.get("/trust/questionnaire")
@public
def questionnaire() -> ResponseReturnValue:
    """Answers to what questionnaires of IT offices ask."""
    return _paper("hecvat.md")


@bp.get("/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    """How far Rounds conforms to WCAG, and whom to tell of a barrier."""
    return _paper("accessibility.md")


def _paper(name: str) -> ResponseReturnValue:
    return render_page("dashboard/trust_paper.html", paper=trust_papers.read(name), first=trust_papers.read("trust.md"))


@bp.get("/sitemap.xml")
@public
def sitemap() -> ResponseReturnValue:
    """Every public posting, for search engines."""
    home, public = link("opportunities.index"), opportunity_queries.public_pages()
    newest = max((at for _, at in public), default=None)
    pages = [(link("dashboard.home"), newest), (home, newest), *((f"{home}/{number}", at) for number, at in public)]
    return Response(render_template("dashboard/sitemap.xml", pages=pages), mimetype="application/xml")


@bp.get("/robots.txt")
@public
def robots() -> ResponseReturnValue:
    """What search engines may read: the board, and not each question that can be asked of it."""
    return Response(render_template("dashboard/robots.txt", sitemap=link("dashboard.sitemap")), mimetype="text/plain")


@bp.get("/dev/look")
@public
def look() -> ResponseReturnValue:
    """Every component in its states. There while debugging and in tests; elsewhere the address is empty."""
    if not (current_app.debug or current_app.testing or current_app.extensions["settings"].demo):
        raise NotFound
    now = clock.now()
    shown = [
        card(item, url_for("opportunities.show", opportunity_id=item.id), now) for item in opportunity_queries.newest(4)
    ]
    return render_page("look/index.html", cards=shown, competencies=list(Competency), of=samples(now), now=now)
