"""Pictures of learning, as SVG."""

import io

import segno
from markupsafe import Markup


def qr(address: str) -> Markup:
    """A QR code of an address, drawn here: nothing but squares."""
    out = io.BytesIO()
    segno.make(address, error="m").save(
        out, kind="svg", xmldecl=False, svgns=True, nl=False, border=0, omitsize=True, title=f"QR code of {address}"
    )
    return Markup(out.getvalue().decode())  # noqa: S704 (segno draws it; the address is escaped in its title)
