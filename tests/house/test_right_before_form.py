"""Who may comes before what was sent: a form that is wrong tells somebody who may not no more than a right one would.

The students here have no part in any of these things but as readers, so every address that changes one is refused to
them whatever they send; those that are theirs to press are listed.
"""

import re
from collections.abc import Iterator
from functools import cache

from flask import Flask
from werkzeug.routing import Rule

from tests.walk import addresses, browser_of

OF_OTHERS = (
    *("/opportunities/<", "/committees/<", "/seats/<", "/seat-terms/<", "/office/", "/learning/<", "/match-rounds/<"),
    *("/applications/<", "/placements/<", "/mentorship/reports/<"),
)
THEIRS = re.compile(
    r"/opportunities/<id:opportunity_id>/(apply|apply/submit|save|unsave|note|ask|report)|/seats/<id:seat_id>/(un)?follow"
    r"|/learning/<id:activity_id>/(begin|quiz|quiz/begin|pages/<id:page_id>/read)"
    r"|/match-rounds/<id:round_id>/(join|leave|ranking)"
)
"""What a student does with a thing of others."""
SENT = ({}, {"version": "0", "saved_version": "0", "reason": "x" * 9000, "note": "\x0b"})
TRIES = 2


def rules_of_others(app: Flask) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and rule.rule.startswith(OF_OTHERS) and not THEIRS.fullmatch(rule.rule):
            yield rule


def test_a_wrong_form_is_not_judged_for_somebody_who_may_not_send_it(
    demo: Flask,
) -> None:
    demo.config["ENFORCES_LIMITS"] = False
    browser, wrong = browser_of(demo, "student2"), []

    @cache
    def opens(page: str) -> bool:
        return browser.get(page).status_code == 200

    def is_open(thing: re.Match[str] | None) -> bool:
        return thing is not None and opens(thing[0])

    rules = list(rules_of_others(demo))
    assert len(rules) > 80
    for rule in rules:
        tries = addresses(rule)
        open_ones = [address for address in tries if is_open(re.match(r"(/[a-z-]+)+/\d+", address))]
        for address in [*tries[:1], *open_ones[:TRIES]]:
            for sent in SENT:
                answer = browser.post(address, data=sent)
                if answer.status_code not in (403, 404):
                    wrong.append(f"{answer.status_code} {rule.rule} {address} {str(sent)[:40]}")
    assert not wrong, "\n".join(sorted(set(wrong)))
