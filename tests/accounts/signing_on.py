"""A browser that goes to the school's sign-on and comes back, as one does on a real network."""

from dataclasses import dataclass, field
from typing import Any

import requests
from flask.testing import FlaskClient

HOME = "http://127.0.0.1:8000"


@dataclass
class Traveller:
    """A browser at Rounds, and the same browser at the provider with its cookies there."""

    home: FlaskClient
    away: requests.Session = field(default_factory=requests.Session)
    came_back_with: str = ""
    """The address that the provider sent the browser to, the last time."""

    def sign_on(self, login: str, start: str = "/sign-on", *, follow: bool = True) -> Any:
        """From a link of ours to the provider, in as somebody, and back; answers the last page of ours.

        With `follow` our own redirects are followed to their end.
        """
        self.came_back_with = self.go(login, start)
        answer = self.home.get(self.came_back_with)
        while follow and answer.status_code == 303 and answer.location.startswith("/"):
            answer = self.home.get(answer.location)
        return answer

    def go(self, login: str, start: str = "/sign-on") -> str:
        """To the provider and in there; answers where it sends the browser, without going."""
        answer = self.home.get(start)
        assert answer.status_code == 303, answer.text
        there = self.away.get(answer.location, allow_redirects=False, timeout=10)
        if there.status_code == 200:
            there = self.away.post(answer.location, data={"login": login}, allow_redirects=False, timeout=10)
        assert there.headers["Location"].startswith(f"{HOME}/sign-on/back?"), there.text
        return there.headers["Location"].removeprefix(HOME)
