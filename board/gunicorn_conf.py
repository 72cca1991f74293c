"""How gunicorn serves Rounds; `docs/operations.md` says why each number is what it is, and how they were measured.

Every value may be given on gunicorn's command line instead. The environment changes nothing here but the number of
workers (gunicorn's own WEB_CONCURRENCY) and how the log looks (ROUNDS_LOG_FORMAT).
"""

import os
from typing import Any

from board.web.logs import FORMATTERS
from board.web.warm_up import warm_up

bind = "127.0.0.1:8000"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or min(os.cpu_count() or 1, 4))
threads = 8
keepalive = 75
backlog = 2048
timeout = 30
graceful_timeout = 15
max_requests = 20_000
max_requests_jitter = 5_000
limit_request_line = 8190
control_socket_disable = True

_formatter = FORMATTERS.get(os.environ.get("ROUNDS_LOG_FORMAT") or "plain", FORMATTERS["plain"])
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"house": {"()": _formatter}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "house"}},
    "loggers": {"gunicorn.error": {"level": "INFO", "handlers": ["stderr"], "propagate": False}},
    "root": {"level": "WARNING", "handlers": []},
}


def post_worker_init(worker: Any) -> None:
    """A process answers nobody before it has made the pages that most ask for."""
    warm_up(worker.wsgi)


def child_exit(_server: Any, worker: Any) -> None:
    """What a process counted that has ended stays in the sum of /metrics."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]  # the library leaves it without types
