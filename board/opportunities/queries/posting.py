"""Finding postings."""

from collections.abc import Collection, Iterator
from datetime import date, datetime

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from board.accounts.models import User
from board.kernel import clock
from board.kernel.db import db
from board.opportunities.exchange import keys
from board.opportunities.models import (
    PUBLIC,
    Involvement,
    Opportunity,
    Paper,
    PostingRole,
    PostingState,
    Question,
    Revision,
)
from board.opportunities.queries.owner import is_of
from board.organisations.models import Officer, Organisation

LISTED = 25
WITH_OFFICERS = (
    joinedload(Opportunity.organisation).joinedload(Organisation.adviser),
    joinedload(Opportunity.organisation).selectinload(Organisation.officers).joinedload(Officer.user),
)
"""With the organisation in whose name it is posted, and whoever acts for it."""
_WHOLE = (
    selectinload(Opportunity.papers),
    selectinload(Opportunity.questions),
    selectinload(Opportunity.people).joinedload(Involvement.user),
    selectinload(Opportunity.moves),
    *WITH_OFFICERS,
)


_BY_ID = (
    select(Opportunity)
    .where(Opportunity.id == bindparam("id"))
    .options(joinedload(Opportunity.people).joinedload(Involvement.user).lazyload(User.grants))
    .execution_options(populate_existing=True)
)
_OF_ONE = {
    model: select(model)
    .where(model.opportunity_id == bindparam("id"))
    .order_by(model.position)
    .execution_options(populate_existing=True)
    for model in (Paper, Question)
}
_ORGANISATION = (
    select(Organisation)
    .where(Organisation.id == bindparam("id"))
    .options(joinedload(Organisation.adviser), joinedload(Organisation.officers).joinedload(Officer.user))
    .execution_options(populate_existing=True)
)
"""Made once, since every page of a posting begins with them; what the first would load by options of its own, it would
put together anew each time. Its timeline, and the roles of its people, few pages ask."""


def by_id(opportunity_id: int) -> Opportunity | None:
    """One posting, whole: papers, questions, people, and the organisation in whose name it is with its officers."""
    posting = db.session.scalars(_BY_ID, {"id": opportunity_id}).unique().one_or_none()
    if posting is not None:
        set_committed_value(posting, "papers", list(db.session.scalars(_OF_ONE[Paper], {"id": opportunity_id})))
        set_committed_value(posting, "questions", list(db.session.scalars(_OF_ONE[Question], {"id": opportunity_id})))
        set_committed_value(posting, "organisation", _organisation(posting.organisation_id))
    return posting


def _organisation(number: int | None) -> Organisation | None:
    """With its adviser and its officers; most postings are in nobody's name, and ask for none."""
    return db.session.scalars(_ORGANISATION, {"id": number}).unique().one() if number is not None else None


_WITH_PEOPLE = (
    select(Opportunity)
    .where(Opportunity.id == bindparam("id"))
    .options(joinedload(Opportunity.people).joinedload(Involvement.user).lazyload(User.grants), *WITH_OFFICERS)
)


def with_people(opportunity_id: int) -> Opportunity | None:
    """One posting with its people, who are all that most pages about its applicants ask of it."""
    return db.session.scalars(_WITH_PEOPLE, {"id": opportunity_id}).unique().one_or_none()


def published() -> Iterator[Opportunity]:
    """Everything that the index holds, a few hundred rows at a time."""
    on_board = select(Opportunity).where(Opportunity.state == PostingState.PUBLISHED)
    return iter(db.session.scalars(on_board.execution_options(yield_per=500)))


def published_between(first_id: int, last_id: int) -> list[Opportunity]:
    """What is on the board of those with these numbers and the numbers between."""
    between = select(Opportunity).where(Opportunity.id.between(first_id, last_id))
    return list(db.session.scalars(between.where(Opportunity.state == PostingState.PUBLISHED)))


def in_review() -> list[Opportunity]:
    """Postings that wait for a coordinator, the longest waiting first."""
    waiting = select(Opportunity).where(Opportunity.state == PostingState.IN_REVIEW).order_by(Opportunity.id)
    return list(db.session.scalars(waiting.options(*_WHOLE)))


def revision(opportunity_id: int) -> Revision | None:
    """What is proposed for a public posting, waiting or sent back."""
    return db.session.scalar(select(Revision).where(Revision.opportunity_id == opportunity_id))


def revisions_to_read() -> list[tuple[Revision, Opportunity]]:
    """Edits of public postings that wait for a coordinator, the longest waiting first."""
    waiting = _revisions().where(Revision.returned_at.is_(None)).order_by(Revision.at, Revision.id).options(*_WHOLE)
    return [(revision, opportunity) for revision, opportunity in db.session.execute(waiting)]


def revisions_returned(user_id: int) -> list[Opportunity]:
    """The public postings of this person whose edit a coordinator sent back."""
    mine = is_of(user_id, clock.day(clock.now()))
    returned = _revisions().where(Revision.returned_at.is_not(None), mine).order_by(Revision.returned_at, Revision.id)
    return [opportunity for _, opportunity in db.session.execute(returned)]


def count_to_read() -> int:
    """How many postings, and edits of postings, wait for a coordinator."""
    new = db.session.scalar(select(func.count()).where(Opportunity.state == PostingState.IN_REVIEW)) or 0
    edits = _revisions().where(Revision.returned_at.is_(None)).with_only_columns(func.count())
    return new + (db.session.scalar(edits) or 0)


def _revisions() -> Select[Revision, Opportunity]:
    together = select(Revision, Opportunity).join(Opportunity, Opportunity.id == Revision.opportunity_id)
    return together.where(Opportunity.state == PostingState.PUBLISHED)


def of_poster(user_id: int) -> list[Opportunity]:
    """Everything a person owns, co-owns or reviews, newest first."""
    mine = select(Opportunity).where(is_of(user_id, clock.day(clock.now()))).order_by(Opportunity.id.desc())
    return list(db.session.scalars(mine))


def known_by(sought: Collection[str]) -> dict[str, Opportunity]:
    """The postings that a row of a file may know by one of these keys, without their papers, people and moves."""
    identifying = [getattr(Opportunity, name) for name in ("id", "source_key", "created_at", *keys.TOLD)]
    facts = db.session.execute(select(*identifying).order_by(Opportunity.id))
    ids = {key: fact.id for fact in facts for key in keys.all_of(fact) if key in sought}
    matching = select(Opportunity).where(Opportunity.id.in_(set(ids.values())))
    by_number = {posting.id: posting for posting in db.session.scalars(matching)}
    return {key: by_number[number] for key, number in ids.items()}


def owned_by(*user_ids: int) -> list[Opportunity]:
    """Everything on the board or on hold that one of these people owns or co-owns, with everybody who does."""
    mine = select(Involvement.opportunity_id).where(
        Involvement.user_id.in_(user_ids), Involvement.part != PostingRole.REVIEWER
    )
    statement = select(Opportunity).where(
        Opportunity.id.in_(mine), Opportunity.state.in_((PostingState.PUBLISHED, PostingState.ON_HOLD))
    )
    return list(db.session.scalars(statement.options(*_WHOLE).order_by(Opportunity.id)))


def written_by(user_id: int, most: int) -> list[Opportunity]:
    """The latest postings that this person owns or co-owns, in whatever state."""
    mine = select(Involvement.opportunity_id).where(
        Involvement.user_id == user_id, Involvement.part != PostingRole.REVIEWER
    )
    latest = select(Opportunity).where(Opportunity.id.in_(mine)).order_by(Opportunity.created_at.desc())
    return list(db.session.scalars(latest.order_by(Opportunity.id.desc()).limit(most)))


def on_hold() -> list[Opportunity]:
    """Postings that wait for an owner, the longest waiting first."""
    return list(
        db.session.scalars(
            select(Opportunity).where(Opportunity.state == PostingState.ON_HOLD).order_by(Opportunity.id)
        )
    )


def of_organisation(organisation_id: int) -> list[Opportunity]:
    """What an organisation posts and has posted, whole, the newest first."""
    theirs = select(Opportunity).where(Opportunity.organisation_id == organisation_id).options(*_WHOLE)
    return list(db.session.scalars(theirs.order_by(Opportunity.id.desc())))


def without_officers(day: date) -> list[Opportunity]:
    """What organisations post that is not over, and for which nobody holds office on a day: the office keeps it."""
    running = (PostingState.IN_REVIEW, PostingState.CHANGES_ASKED, PostingState.PUBLISHED)
    theirs = select(Opportunity).where(Opportunity.organisation_id.is_not(None), Opportunity.state.in_(running))
    postings = db.session.scalars(theirs.options(*WITH_OFFICERS).order_by(Opportunity.id))
    return [posting for posting in postings if posting.organisation and not posting.organisation.in_office(day)]


def waiting_for_adviser(user_id: int) -> list[Opportunity]:
    """Postings of the organisations that a person advises that wait for approval, the longest waiting first."""
    advised = select(Organisation.id).where(Organisation.adviser_id == user_id)
    waiting = select(Opportunity).where(
        Opportunity.state == PostingState.IN_REVIEW, Opportunity.organisation_id.in_(advised)
    )
    return list(db.session.scalars(waiting.options(*_WHOLE).order_by(Opportunity.id)))


def everything() -> list[Opportunity]:
    """Every posting, whole, in the order in which it came."""
    return list(db.session.scalars(select(Opportunity).options(*_WHOLE).order_by(Opportunity.id)))


def public_pages() -> list[tuple[int, datetime]]:
    """The number of every posting that anybody may open, and when its page changed last."""
    public = select(Opportunity.id, Opportunity.changed_at).where(Opportunity.state.in_(PUBLIC))
    return [(number, at) for number, at in db.session.execute(public.order_by(Opportunity.id))]


def newest(most: int) -> list[Opportunity]:
    """The postings that were published last."""
    published = select(Opportunity).where(Opportunity.state.in_(PUBLIC)).order_by(Opportunity.published_at.desc())
    return list(db.session.scalars(published.limit(most)))


def listing(now: datetime, *, words: str = "", status: str = "", page: int = 1) -> tuple[list[Opportunity], int]:
    """Every posting that fits, in whatever status, the newest first; with their number on all pages."""
    statement = select(Opportunity)
    for word in words.split()[:6]:
        fields = (Opportunity.title, Opportunity.host, Opportunity.supervisor)
        statement = statement.where(or_(*(field.icontains(word, autoescape=True) for field in fields)))
    if status:
        statement = statement.where(Opportunity.status(now) == status)
    total = db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    newest = statement.order_by(Opportunity.created_at.desc(), Opportunity.id.desc())
    return list(db.session.scalars(newest.offset((page - 1) * LISTED).limit(LISTED))), total
