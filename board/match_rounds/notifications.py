"""What people are told about a round: a line for the notice, a subject for the email."""

from board.match_rounds.models import MatchRound

_NEWS: dict[str, tuple[str, str]] = {
    "opened": (
        "A match round opens: {title}",
        "“{title}” is open: join it and rank the mentors you want. Every list counts the same, early or late.",
    ),
    "mentor-opened": (
        "You are in the match round: {title}",
        "“{title}” is open, and you are in it with your free places. Change them or sit out while there is time.",
    ),
    "ranking": (
        "Your list waits: {title}",
        "Lists are being made for “{title}”. Ours is only a proposal: put the mentors in your own order.",
    ),
    "mentor-ranking": (
        "Sort your applicants: {title}",
        "Students put you on their lists for “{title}”. Say whom you prefer and who is not for you; the rest is fine.",
    ),
    "ranking-talks": (
        "Three talks, then your list: {title}",
        "Lists are being made for “{title}”. Talk to three mentors first: who they are, and how to reach them, stands "
        "there. What you say of each shapes the list that we propose.",
    ),
    "mentor-ranking-talks": (
        "Trial talks, then your tiers: {title}",
        "Students of “{title}” would like to talk to you for twenty minutes. Say afterwards whom you prefer and who is "
        "not for you; they never see it.",
    ),
    "reminder": (
        "Two days left for your list: {title}",
        "The lists of “{title}” are locked in two days. You have not changed the one we proposed: it counts as it is.",
    ),
    "list-missing": (
        "Your list is not saved yet: {title}",
        "You have not saved a list for “{title}”. The one we proposed counts as it is unless you change it.",
    ),
    "tiers-missing": (
        "Your applicants are not sorted yet: {title}",
        "You have not sorted your applicants of “{title}”. All of them count as fine unless you say otherwise.",
    ),
    "result": (
        "Your match: {title}",
        "The result of “{title}” is out. Read what you got, and why.",
    ),
    "cancelled": (
        "A match round is canceled: {title}",
        "“{title}” is canceled. Nobody is matched by it, and your wishes stay yours.",
    ),
    "place-free": (
        "A mentor’s spot is open for you: {title}",
        "A spot opened after “{title}”, and you are the first who waits for it. It is held for three days.",
    ),
}


def subject(what: str, match_round: MatchRound) -> str:
    """The email's subject."""
    return _NEWS[what][0].format(title=match_round.title)


def words(what: str, match_round: MatchRound) -> str:
    """The line itself."""
    return _NEWS[what][1].format(title=match_round.title)
