"""The headers that go with every answer, errors included."""

from flask import Response, request
from flask_login import current_user

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


def with_frames(page: str) -> Response:
    """A page that shows our own files in frames."""
    return Response(page, headers={"Content-Security-Policy": f"{POLICY}; frame-src 'self'"})


def add(answer: Response) -> Response:
    """Close what a browser would leave open, and keep pages of a person out of every cache."""
    headers = answer.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers.setdefault("X-Frame-Options", "DENY")
    headers["Referrer-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if request.endpoint == "static":
        if "v" in request.args:
            headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return answer
    answer.vary.update(("HX-Request", "HX-Target", "Cookie"))
    if current_user.is_authenticated or "Set-Cookie" in headers:
        headers["Cache-Control"] = "no-store"
    return answer
