"""Declaring and wording emails: two templates of one name, and links that lead home whatever host was asked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, g
from markupsafe import escape

from board.kernel import markdown
from board.kernel.mail import EmailContent, EmailKind
from board.kernel.unit_of_work import refuse_inside_unit_of_work
from board.school import email_wording
from board.school import settings as school_settings
from board.school.email_wording import EmailWording
from board.settings import Settings
from board.web import school_files

NOBODYS = "only-for-its-reader"
"""What stands for a token where an email is shown to somebody else."""
_tried: ContextVar[EmailWording | None] = ContextVar("a wording that is not saved", default=None)
_is_shown: ContextVar[bool] = ContextVar("an email is shown to somebody else than its reader", default=False)
_is_text_alone: ContextVar[bool] = ContextVar("an email is shown as its text", default=False)


LAST_PARAGRAPH = "<p class="
"""Of all paragraphs, the layout marks the one at its end last."""
Context = dict[str, Any]
"""What an email's subject and templates are filled with. `way_out`: where one click ends emails like this one;
`reply_to`: who answers, where that is not the sender."""


def declare_email(
    key: str,
    *,
    name: str,
    audience: str,
    subject: str,
    topic: str = "",
    template: str = "",
    proves_address: bool = False,
) -> Callable[[Callable[..., Context | EmailContent | None]], EmailKind]:
    """Declare a kind of email above the function that finds what it says.

    That function takes ids and answers the context; None when it is no longer worth sending, or the content of another
    email in its place. `template` is the folder of its templates where that is not its key.
    """
    folder = template or key

    def declare(find: Callable[..., Context | EmailContent | None]) -> EmailKind:
        @wraps(find)
        def compose(**ids: Any) -> EmailContent | None:
            context = find(**ids)
            if context is None or isinstance(context, EmailContent):
                return context
            return _composed(key, folder, subject, context)

        return EmailKind(
            key=key,
            name=name,
            audience=audience,
            template=folder,
            subject=subject,
            composer=compose,
            topic=topic,
            proves_address=proves_address,
        )

    return declare


def _composed(key: str, folder: str, subject: str, context: Context) -> EmailContent:
    """The email of a kind, with what the school has worded itself."""
    wording = _tried.get() or email_wording.of_kind(key)
    own_subject = email_wording.filled(wording.subject, context)
    content = word(folder, own_subject or subject.format(**context), **context)
    content = replace(content, unsubscribe=context.get("way_out", ""), reply_to=context.get("reply_to", ""))
    return _with_own_words(content, wording, context) if wording else content


def word(template: str, subject: str, **context: Any) -> EmailContent:
    """The text and HTML of `templates/emails/<template>/`. Its hours are the school's, whoever's request sends it."""
    asking, g.time_zone = g.get("time_zone", ""), ""
    try:
        return _word(template, subject, **context)
    finally:
        g.time_zone = asking


def _word(template: str, subject: str, **context: Any) -> EmailContent:
    """Without what frames a page: an email knows of no request, and nobody is signed in."""
    refuse_inside_unit_of_work("an email was worded", in_dry_run_too=True)
    settings: Settings = current_app.extensions["settings"]
    context |= {
        "subject": subject,
        "base_url": settings.base_url,
        "school_name": school_settings.school_name,
        "school_logo": school_files.logo(),
        "school_colors": school_files.colors(),
    }
    return EmailContent(
        subject=subject,
        text=_filled(f"emails/{template}/email.txt", context),
        html="" if _is_text_alone.get() else _filled(f"emails/{template}/email.html", context),
    )


def _filled(template: str, context: Context) -> str:
    return current_app.jinja_env.get_template(template).render(context)


def _with_own_words(content: EmailContent, wording: EmailWording, context: Context) -> EmailContent:
    """The school's lines behind the greeting, which is the first paragraph of every email, and before the end."""
    text, html = content.text.rstrip("\n"), content.html
    if wording.intro:
        text = text.replace("\n\n", f"\n\n{email_wording.filled(wording.intro, context)}\n\n", 1)
        html = html and html.replace("</p>\n", f"</p>\n{_drawn(wording.intro, context)}", 1)
    if wording.outro:
        before, _, after = text.rpartition("\n\n")
        text = f"{before}\n\n{email_wording.filled(wording.outro, context)}\n\n{after}"
        before, mark, after = html.rpartition(LAST_PARAGRAPH)
        html = html and f"{before}{_drawn(wording.outro, context)}{mark}{after}"
    return replace(content, text=f"{text}\n", html=html)


def _drawn(text: str, context: Context) -> str:
    """Markdown as announcements have it, filled afterwards: a name with a star in it is no Markdown."""
    return email_wording.filled(str(markdown.render(text, 2)), {name: escape(value) for name, value in context.items()})


@contextmanager
def trying(wording: EmailWording) -> Iterator[None]:
    """Word emails as the school would have them, before it has saved its words."""
    before = _tried.set(wording)
    try:
        yield
    finally:
        _tried.reset(before)


@contextmanager
def without_tokens() -> Iterator[None]:
    """Word emails for somebody else than their reader: no link in them opens anything."""
    before = _is_shown.set(True)
    try:
        yield
    finally:
        _is_shown.reset(before)


@contextmanager
def as_text_alone() -> Iterator[None]:
    """Word emails for a page that shows their text: their HTML is left empty."""
    before = _is_text_alone.set(True)
    try:
        yield
    finally:
        _is_text_alone.reset(before)


def link(endpoint: str, **values: Any) -> str:
    """A full address built from ROUNDS_BASE_URL, never from the request's host."""
    if "token" in values and _is_shown.get():
        values |= {"token": NOBODYS}
    settings: Settings = current_app.extensions["settings"]
    base = urlsplit(settings.base_url)
    addresses = current_app.url_map.bind(base.netloc, url_scheme=base.scheme)
    return addresses.build(endpoint, values, force_external=True)
