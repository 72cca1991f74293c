"""The first pages of a process, asked for before anybody waits for them.

A first posting takes a quarter of a second, thirty times a later one: templates are compiled, the index is read,
vectors of words are loaded. Eight who come at once would each do all of it.
"""

import logging
import re

from flask import Flask

from board.settings import Settings

log = logging.getLogger(__name__)

PAGES = ("/", "/help", "/sign-in")
LIST = "/opportunities?q=safety"
POSTING = re.compile(r'href="(/opportunities/\d+)"')


def warm_up(app: Flask) -> None:
    """Answer what visitors ask for most, to nobody. What fails is logged: whoever asks for it will be told."""
    settings: Settings = app.extensions["settings"]
    browser = app.test_client()

    def page(address: str) -> str:
        answer = browser.get(address, base_url=settings.base_url)
        return answer.get_data(as_text=True)

    try:
        for address in PAGES:
            page(address)
        for address in POSTING.findall(page(LIST))[:1]:
            page(address)
    except Exception:
        log.exception("the first pages could not be made")
