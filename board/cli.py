"""The commands of the operator; each calls an action."""

import time

import click
from flask import Flask, current_app

from board.accounts import actions as accounts
from board.accounts import tokens
from board.demo import school
from board.kernel import clock, outbox
from board.kernel.db import unit_of_work
from board.web.letters import link


def install(app: Flask) -> None:
    """Give the commands to `flask`."""
    for command in (demo, create_coordinator, worker):
        app.cli.add_command(command)


@click.command()
@click.option("--if-empty", is_flag=True, help="Do nothing, quietly, where there are people already.")
def demo(if_empty: bool) -> None:
    """Load the demo school into an empty database."""
    if if_empty and not school.is_empty():
        return
    try:
        click.echo(school.load())
    except school.NotEmpty as refusal:
        raise click.ClickException(str(refusal)) from refusal


@click.command("create-coordinator")
@click.argument("email")
def create_coordinator(email: str) -> None:
    """Make EMAIL a coordinator and print the link that sets a password, once."""
    with unit_of_work():
        user = accounts.make_coordinator(email=email, now=clock.now())
    token = tokens.make(user, tokens.RESET, current_app.config["SECRET_KEY"])
    click.echo(link("accounts.reset", token=token))


@click.command()
@click.option("--once", is_flag=True, help="Deliver what is due and stop.")
def worker(once: bool) -> None:
    """Deliver letters and whatever else waits, until stopped."""
    while True:
        delivered = outbox.deliver_pending()
        if once:
            click.echo(f"{delivered} delivered")
            return
        if not delivered:
            time.sleep(2)
