"""What `/metrics` tells Prometheus: how much is asked of Rounds, how long it takes, and what waits.

A request is counted under its endpoint, never under its address: no name, no number of a row, no word of anybody. With
several processes of a server each counts into a file of PROMETHEUS_MULTIPROC_DIR, and any of them tells the sum.
"""

import math
import os
import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from flask import Flask, Response, g, request

from board.kernel import clock, events, heartbeat, mail, outbox, schedule
from board.kernel.mail import EmailWritten
from board.search.engine import Engine

METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
"""Those that a page may be asked with; of what somebody invents no figure is kept."""
EXPECTED = ("worker_seen_seconds", "backup_age_seconds")
"""Ages that are infinite where there never was any: an alert has something to go by."""
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


def install(app: Flask) -> None:
    """Time each request from its first line to its answer."""

    @app.before_request
    def begin() -> None:
        g.metrics_began = time.perf_counter()

    @app.after_request
    def count(answer: Response) -> Response:
        if "metrics_began" in g:
            method = request.method if request.method in METHODS else "other"
            names = request.endpoint or "none", method, str(answer.status_code)
            _requests().labels(*names).observe(time.perf_counter() - g.metrics_began)
        return answer


def tell(engine: Engine, sign_ins: Mapping[str, int]) -> bytes:
    """All figures as text. `sign_ins` says how many of each kind there were in the last hour."""
    from prometheus_client import CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library leaves it without types
    else:
        registry.register(_requests())
    registry.register(_OfNow(engine, sign_ins))
    text: bytes = generate_latest(registry)
    return text


@cache
def _requests() -> Any:
    """Made once in a process, however many applications it makes."""
    from prometheus_client import Histogram

    words = "Requests and the seconds that each took"
    return Histogram("rounds_request_seconds", words, ("endpoint", "method", "status"), buckets=SECONDS, registry=None)


class _OfNow:
    """Figures that the database and the index tell when they are asked for."""

    def __init__(self, engine: Engine, sign_ins: Mapping[str, int]) -> None:
        self.engine, self.sign_ins = engine, sign_ins

    def collect(self) -> Iterator[Any]:
        """As prometheus-client asks for them."""
        from prometheus_client.core import GaugeMetricFamily

        now = clock.now()
        for name, words, value in _single(self.engine, now):
            yield GaugeMetricFamily(f"rounds_{name}", words, value=value)
        kinds = GaugeMetricFamily("rounds_sign_ins_last_hour", "Sign-ins and outs of the last hour", labels=["kind"])
        for kind, number in self.sign_ins.items():
            kinds.add_metric([kind], number)
        age = GaugeMetricFamily("rounds_task_age_seconds", "Since a task was done to its end", labels=["task"])
        failed = GaugeMetricFamily("rounds_task_failed", "1 where a task failed the last time", labels=["task"])
        for task in schedule.all_tasks():
            failed.add_metric([task.name], 1 if task.last_error else 0)
            if task.ended_at is not None:
                age.add_metric([task.name], (now - task.ended_at).total_seconds())
        yield from (kinds, age, failed)


def _single(engine: Engine, now: datetime) -> Iterator[tuple[str, str, float]]:
    """Name, words and value; an age of what never was is left out, or is infinite where it is `EXPECTED`."""
    yield "outbox_waiting", "Messages that wait to be delivered", outbox.all_waiting_count()
    yield "emails_waiting", "Emails that wait to be sent", outbox.waiting_count(events.name_of(EmailWritten))
    ages = {
        "outbox_overdue_seconds": ("Since the oldest message could have been delivered", outbox.oldest_due_at()),
        "email_oldest_seconds": ("Since the email was written that waits longest", mail.waiting_since()),
        "worker_seen_seconds": ("Since a worker was last seen", heartbeat.last(heartbeat.WORKER)),
        "backup_age_seconds": ("Since the last backup", heartbeat.last(heartbeat.BACKUP)),
        "index_age_seconds": ("Since the search index changed", engine.changed_at()),
    }
    for name, (words, at) in ages.items():
        if at is not None:
            yield name, words, max(0.0, (now - at).total_seconds())
        elif name in EXPECTED:
            yield name, words, math.inf
