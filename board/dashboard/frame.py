"""What stands around every page: the links of whoever reads it, and how many notices wait."""

import re
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from board.accounts.models import User
from board.accounts.views.see_as import shows
from board.dashboard import navigation, queries
from board.dashboard.navigation import NOTICES, NavLink
from board.web.addresses import url_for

CHOOSING = re.compile(r"/opportunities/\d+/(applicants|decisions|desk|offers|reviewers|rubric)\b")
READER = re.compile(r"/applications/\d+")


class FrameLink(NamedTuple):
    """One link, as this page shows it."""

    words: str
    href: str
    icon: str
    current: str
    """What `aria-current` says: `page` for the page itself, `true` for one above it, else empty."""
    waiting: int = 0
    """How many unread notices it leads to."""


class Frame:
    """Looked up only where a template asks for it: a fragment and an email have none."""

    def __init__(self, user: User | None, path: str, facts: queries.FrameFacts | None = None) -> None:
        self.user, self.path = user, path
        self._known = facts

    @cached_property
    def facts(self) -> queries.FrameFacts:
        """What it depends on, apart from roles: as the page knows it already, or else asked."""
        return self._known or (queries.frame_facts(self.user.id) if self.user else queries.FrameFacts(0, False))

    @cached_property
    def navigation(self) -> navigation.Navigation:
        """Which links."""
        return navigation.of(self.user, handles_reports=self.facts.handles_reports)

    @cached_property
    def top(self) -> tuple[FrameLink, ...]:
        """Along the top."""
        return self._shown(self.navigation.top)

    @cached_property
    def mine(self) -> tuple[FrameLink, ...]:
        """Behind the name of whoever reads."""
        return self._shown(self.navigation.mine)

    @cached_property
    def phone(self) -> tuple[FrameLink, ...]:
        """At the foot of a phone."""
        return self._shown(self.navigation.phone)

    @cached_property
    def notices(self) -> tuple[FrameLink, ...]:
        """To what waits."""
        return self._shown([NOTICES])

    def current(self, href: str) -> str:
        """How this page stands to the one that a link leads to."""
        return _standing(self._where, href)

    @cached_property
    def _where(self) -> str:
        """The address by which the links are marked: who chooses among applicants is at their own postings."""
        is_reader = navigation.WORK not in self.navigation.top and READER.fullmatch(self.path)
        if navigation.POSTINGS in self.navigation.top and (is_reader or CHOOSING.match(self.path)):
            return f"{url_for(navigation.POSTINGS.endpoint)}{self.path}"
        return self.path

    def _shown(self, links: Iterable[NavLink]) -> tuple[FrameLink, ...]:
        where, shown = self._where, []
        for words, endpoint, icon in links:
            href = url_for(endpoint)
            waiting = self.facts.waiting if endpoint == NOTICES.endpoint and shows(endpoint) else 0
            shown.append(FrameLink(words, href, icon, _standing(where, href), waiting))
        return tuple(shown)


def _standing(where: str, href: str) -> str:
    """What `aria-current` says of a link on a page at `where`."""
    if not where.startswith(href):
        return ""
    return "page" if where == href else "true" if where[len(href)] == "/" else ""
