"""The worker: does what is due and delivers what waits, until it is stopped. Any number of them may run."""

import logging
import os
import platform
import secrets
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

import click
from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from board import tasks
from board.kernel import clock, heartbeat, lease, outbox
from board.kernel.db import db

IDLE_SECONDS = 2
ROUND_SECONDS = 5
"""After so long it looks what else is due, and says that it is about."""
GRACE_SECONDS = 10
"""A worker that is told to stop finishes what it is at, for so long."""

log = logging.getLogger(__name__)


@click.command()
@click.option("--once", is_flag=True, help="Do each task, deliver what is due, and stop.")
def worker(once: bool) -> None:
    """Do what is due and deliver emails and whatever else waits, until stopped."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # as Flask’s documents say for threads
    name = f"{platform.node()}:{os.getpid()}:{secrets.token_hex(4)}"
    if not once:
        with _renewing(app, name):
            work_until(_told_to_stop(), name)
        return
    with _renewing(app, name):
        heartbeat.beat(heartbeat.WORKER, now=clock.now())
        done, delivered = tasks.do_all(clock.now(), worker=name), outbox.deliver_pending(worker=name)
    click.echo(f"{done} done, {delivered} delivered")


def work_until(stopped: threading.Event, name: str) -> None:
    """Do what is due, over and over."""
    written: datetime | None = None
    has_failed = False
    while not stopped.is_set():
        now = clock.now()
        try:
            if has_failed:
                lease.give_back(name)  # else it would be said for ever that somebody is at it
                has_failed = False
            if written is None or abs(now - written) >= heartbeat.EVERY:
                heartbeat.beat(heartbeat.WORKER, now=now)
                written = now
            done = tasks.do_due(worker=name)
            most = 1 if done else 50
            delivered = 0 if stopped.is_set() else outbox.deliver_pending(most=most, worker=name, seconds=ROUND_SECONDS)
        except SQLAlchemyError:
            db.session.rollback()
            log.exception("the worker has no database; it tries again")
            done = delivered = 0
            has_failed = True
        if not done and not delivered:
            stopped.wait(IDLE_SECONDS)


def _told_to_stop() -> threading.Event:
    """Set by SIGTERM and SIGINT. What takes longer than the grace is broken off: it is rolled back, and given back."""
    stopped = threading.Event()

    def stop(*_: object) -> None:
        if stopped.is_set():
            sys.exit(0)
        stopped.set()
        signal.alarm(GRACE_SECONDS)

    for kind in (signal.SIGTERM, signal.SIGINT):
        signal.signal(kind, stop)
    signal.signal(signal.SIGALRM, lambda *_: sys.exit(0))
    return stopped


@contextmanager
def _renewing(app: Flask, name: str) -> Iterator[None]:
    """Say every few seconds that this worker is still at what it took, and give it back at the end of the block."""
    is_over = threading.Event()

    def renew() -> None:
        with app.app_context():
            while not is_over.wait(lease.RENEW_SECONDS):
                try:
                    lease.renew(name)
                except SQLAlchemyError:
                    log.warning("the leases of this worker could not be renewed; it tries again", exc_info=True)
                finally:
                    db.session.remove()

    thread = threading.Thread(target=renew, daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join(lease.RENEW_SECONDS)
        with suppress(SQLAlchemyError):
            db.session.rollback()
            lease.give_back(name)
