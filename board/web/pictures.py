"""Pictures that are drawn here, as SVG."""

import io

import segno
from markupsafe import Markup


def qr(address: str, *, title: str) -> Markup:
    """A QR code of an address, nothing but squares; `title` is what those hear who do not see it."""
    out = io.BytesIO()
    segno.make(address, error="m").save(
        out, kind="svg", xmldecl=False, svgns=True, nl=False, border=0, omitsize=True, title=title
    )
    return Markup(out.getvalue().decode())  # noqa: S704 (segno draws it; the title is escaped in it)
