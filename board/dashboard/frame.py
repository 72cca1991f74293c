"""What stands around every page: the links of whoever reads it, and how many notices wait."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from board.accounts.models import User
from board.accounts.views.see_as import shows
from board.dashboard import navigation, queries
from board.dashboard.navigation import NOTICES, NavLink
from board.web.addresses import url_for

CHOOSING = re.compile(r"/opportunities/\d+/(applicants|decisions|desk|offers|reviewers|rubric)\b")
READER = re.compile(r"/applications/\d+")


@dataclass(frozen=True)
class FrameLink:
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
    def top(self) -> list[FrameLink]:
        """Along the top."""
        return self._shown(self.navigation.top)

    @cached_property
    def mine(self) -> list[FrameLink]:
        """Behind the name of whoever reads."""
        return self._shown(self.navigation.mine)

    @cached_property
    def phone(self) -> list[FrameLink]:
        """At the foot of a phone."""
        return self._shown(self.navigation.phone)

    @cached_property
    def notices(self) -> FrameLink:
        """To what waits."""
        return self._shown([NOTICES])[0]

    def current(self, href: str) -> str:
        """How this page stands to the one that a link leads to."""
        where = self._where
        return "page" if where == href else "true" if where.startswith(f"{href}/") else ""

    @cached_property
    def _where(self) -> str:
        """The address by which the links are marked: who chooses among applicants is at their own postings."""
        is_reader = navigation.WORK not in self.navigation.top and READER.fullmatch(self.path)
        if navigation.POSTINGS in self.navigation.top and (is_reader or CHOOSING.match(self.path)):
            return f"{url_for(navigation.POSTINGS.endpoint)}{self.path}"
        return self.path

    def _shown(self, links: Iterable[NavLink]) -> list[FrameLink]:
        shown = []
        for link in links:
            is_counted = link.endpoint == NOTICES.endpoint and shows(link.endpoint)
            href, waiting = url_for(link.endpoint), self.facts.waiting if is_counted else 0
            shown.append(FrameLink(link.words, href, link.icon, self.current(href), waiting))
        return shown
