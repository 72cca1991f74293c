"""The headers that go with every answer, errors included."""

from flask import Response, current_app, g, request

from board.settings import Settings
from board.web import school_files, static_files

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)


ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""What goes with every answer. A page may bring its own policy for content and frames, and nothing else."""

_ASKED = ("HX-Request", "HX-Target", "Cookie")
_VARIES = {"": ", ".join(_ASKED), "Accept-Encoding": ", ".join(("Accept-Encoding", *_ASKED))}
"""What an answer is found to vary by, and what it varies by in the end."""


def with_frames(page: str) -> Response:
    """A page that shows our own files in frames."""
    return Response(page, headers={"Content-Security-Policy": f"{POLICY}; frame-src 'self'"})


def add(answer: Response) -> Response:
    """Close what a browser would leave open, and keep pages of a person out of every cache.

    Asks neither the database nor the session, so that it also goes with the page that says that we broke.
    """
    headers = answer.headers
    for name, value in ALWAYS.items():
        headers.setdefault(name, value)
    settings: Settings = current_app.extensions["settings"]
    if settings.is_https:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if request.endpoint == "static":
        if static_files.may_be_kept():
            headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return answer
    if request.endpoint in school_files.ADDRESSED_BY_CONTENT:
        return answer
    varies = headers.get("Vary", "")
    if varies in _VARIES:
        headers["Vary"] = _VARIES[varies]
    else:
        answer.vary.update(_ASKED)
    reader = g.get("_login_user")  # whom Flask-Login has loaded for this request, if anybody asked
    if reader is not None and not reader.is_anonymous:
        headers["Cache-Control"] = "no-store"
    return answer
