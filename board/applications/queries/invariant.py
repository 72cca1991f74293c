"""What always holds for applications, their reviews, decisions and offers."""

from sqlalchemy import exists, func, or_, select

from board.applications.models import (
    UNDECIDED,
    Application,
    ApplicationState,
    Attachment,
    Decision,
    Message,
    Offer,
    Recusal,
    Review,
)
from board.applications.queries.offer import miscounted
from board.kernel.invariant import Invariant, no_row
from board.opportunities.models import Involvement, Paper

_DECIDED = (
    ApplicationState.OFFERED,
    ApplicationState.ACCEPTED,
    ApplicationState.DECLINED,
    ApplicationState.LAPSED,
    ApplicationState.NOT_SELECTED,
)
_OFFERED_ONCE = (
    ApplicationState.OFFERED,
    ApplicationState.ACCEPTED,
    ApplicationState.DECLINED,
    ApplicationState.LAPSED,
)
_RANKED = (ApplicationState.WAITLISTED, ApplicationState.ON_HOLD)

APPLICATION_INVARIANTS = (
    Invariant(
        "Offers and accepted places are counted",
        miscounted,
        "Whoever runs Rounds corrects the counter: the applications are the truth.",
    ),
    no_row(
        "A decided application says when it was decided",
        select(Application.id)
        .where(Application.state.in_(_DECIDED), Application.decided_at.is_(None))
        .order_by(Application.id),
        "Application {} is decided, and has no time of the decision.",
        remedy="Whoever runs Rounds writes the time of the last step of its timeline into it.",
    ),
    no_row(
        "An undecided application has no time of a decision",
        select(Application.id)
        .where(Application.state.in_((ApplicationState.DRAFT, ApplicationState.SUBMITTED)))
        .where(Application.decided_at.is_not(None))
        .order_by(Application.id),
        "Application {} waits for a decision, and has the time of one.",
        remedy="Whoever runs Rounds empties the time of its decision.",
    ),
    no_row(
        "Whoever has, had or declined a place was offered it",
        select(Application.id)
        .where(Application.state.in_(_OFFERED_ONCE), ~exists().where(Offer.application_id == Application.id))
        .order_by(Application.id),
        "Application {} stands at an offer that was never made.",
        remedy="Ask the posting’s owner whether it was offered. If not, whoever runs Rounds corrects its state.",
    ),
    no_row(
        "An application was begun before it was sent",
        select(Application.id).where(Application.submitted_at < Application.created_at).order_by(Application.id),
        "Application {} was sent before it was begun.",
        remedy="Whoever runs Rounds writes the time of its first step into it.",
    ),
    no_row(
        "Only who waits has a rank",
        select(Application.id)
        .where(Application.rank.is_not(None), Application.state.not_in(_RANKED))
        .order_by(Application.id),
        "Application {} has a rank, and is not on a waiting list.",
        remedy="Whoever runs Rounds empties its rank.",
    ),
    no_row(
        "Two who wait for one posting have two ranks",
        select(Application.opportunity_id, Application.rank)
        .where(Application.state == ApplicationState.WAITLISTED, Application.rank.is_not(None))
        .group_by(Application.opportunity_id, Application.rank)
        .having(func.count() > 1)
        .order_by(Application.opportunity_id),
        "The waiting list of posting {} has rank {} more than once.",
        remedy="Ask the posting’s owner to order the waiting list anew.",
    ),
    no_row(
        "A draft decision is about an application that is not decided",
        select(Decision.id, Decision.application_id)
        .join(Application, Application.id == Decision.application_id)
        .where(Decision.released_at.is_(None))
        .where(Application.state.not_in((*UNDECIDED, ApplicationState.ON_HOLD)))
        .order_by(Decision.id),
        "Decision {} is a draft about application {}, which is decided or withdrawn.",
        remedy="Whoever runs Rounds deletes the draft decision.",
    ),
    no_row(
        "A decision was sent by somebody",
        select(Decision.id)
        .where(Decision.released_at.is_not(None), Decision.released_by_id.is_(None))
        .order_by(Decision.id),
        "Decision {} was sent, and nobody sent it.",
        remedy="Whoever runs Rounds looks in the audit log for who sent the decisions, and writes them into it.",
    ),
    no_row(
        "Nobody scores their own application",
        select(Review.id, Review.application_id)
        .join(Application, Application.id == Review.application_id)
        .where(Review.reviewer_id == Application.student_id)
        .order_by(Review.id),
        "Review {} of application {} is by the student who wrote it.",
        remedy="Whoever runs Rounds deletes the review. Ask the posting’s owner to look at the decision again.",
    ),
    no_row(
        "Nobody scores after stepping aside",
        select(Review.id, Review.application_id)
        .join(Recusal, (Recusal.application_id == Review.application_id) & (Recusal.user_id == Review.reviewer_id))
        .where(Review.saved_at > Recusal.at)
        .order_by(Review.id),
        "Review {} of application {} was saved after its reviewer stepped aside.",
        remedy="Whoever runs Rounds deletes the review. Ask the posting’s owner to look at the decision again.",
    ),
    no_row(
        "A score says when it was given",
        select(Review.id, Review.application_id)
        .where(Review.total.is_not(None), Review.saved_at.is_(None))
        .order_by(Review.id),
        "Review {} of application {} has a score, and no time.",
        remedy="Ask the reviewer to save it again.",
    ),
    no_row(
        "A document answers what its own posting asks for",
        select(Attachment.id, Attachment.application_id)
        .join(Application, Application.id == Attachment.application_id)
        .join(Paper, Paper.id == Attachment.paper_id)
        .where(Paper.opportunity_id != Application.opportunity_id)
        .order_by(Attachment.id),
        "Document {} of application {} belongs to another posting.",
        remedy="Whoever runs Rounds removes the document from the application. Ask the student for it again.",
    ),
    no_row(
        "A message was written after its application was begun",
        select(Message.id, Message.application_id)
        .join(Application, Application.id == Message.application_id)
        .where(or_(Message.at < Application.created_at, Application.state == ApplicationState.DRAFT))
        .order_by(Message.id),
        "Message {} is about application {}, which had not been sent.",
        remedy="Whoever runs Rounds asks who wrote it which application it is about.",
    ),
    no_row(
        "A review waits for somebody of the posting",
        select(Review.id, Review.application_id)
        .join(Application, Application.id == Review.application_id)
        .outerjoin(
            Involvement,
            (Involvement.opportunity_id == Application.opportunity_id) & (Involvement.user_id == Review.reviewer_id),
        )
        .where(Involvement.id.is_(None), Review.saved_at.is_(None))
        .order_by(Review.id),
        "Review {} of application {} waits for somebody who has no part in the posting any more.",
        remedy="Ask the posting’s owner to assign the application to another reviewer.",
    ),
)
