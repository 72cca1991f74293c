"""The school's logo and its colors, at addresses that carry a mark of what is there, so that a browser asks once."""

import hashlib
from dataclasses import dataclass

from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue

from board.kernel.errors import found_or_404
from board.school import queries as school_queries
from board.school import settings as school_settings
from board.school.contrast import DARK, LIGHT, Shades
from board.web.access import public

bp = Blueprint("school", __name__, url_prefix="/school")

ADDRESSED_BY_CONTENT = ("school.logo_file", "school.sheet", "organisations.logo_file")
"""What these answer is the same for everybody for ever."""
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class ShownLogo:
    """Where the logo is, and its size in pixels."""

    address: str
    width: int
    height: int

    def at_most(self, height: int) -> tuple[int, int]:
        """Width and height where it may stand no higher than that."""
        share = min(1, height / self.height)
        return round(self.width * share), round(self.height * share)


@bp.get("/logo.png")
@public
def logo_file() -> ResponseReturnValue:
    """A logo of the school: of today, or of a page that was opened before it changed."""
    mark = request.args.get("v", "")
    picture = found_or_404(school_queries.logo(mark))
    return for_ever(Response(picture.content, mimetype="image/png"), mark)


@bp.get("/colors.css")
@public
def sheet() -> ResponseReturnValue:
    """The tokens that the school changes. The mark is that of the colors; another one gets those of today."""
    answer = Response(tokens(":root", school_settings.brand_light, school_settings.brand_dark), mimetype="text/css")
    if request.args.get("v") == _mark():
        return for_ever(answer, _mark())
    answer.headers["Cache-Control"] = "no-store"
    return answer


def sheet_address() -> str:
    """Where the school's own colors are; empty while it has none."""
    is_own = school_settings.brand_light or school_settings.brand_dark
    return _address("school.sheet", v=_mark()) if is_own else ""


def logo() -> ShownLogo | None:
    """The logo of today."""
    mark, _, size = school_settings.logo.partition("-")
    if not mark:
        return None
    width, _, height = size.partition("x")
    return ShownLogo(_address("school.logo_file", v=mark), int(width), int(height))


def _address(endpoint: str, **values: str) -> str:
    """A path, also where there is no request: the worker words emails, and every template is given the frame."""
    return current_app.url_map.bind("").build(endpoint, values)


def colors() -> tuple[Shades, Shades]:
    """The colors of the school on a light and on a dark page."""
    return _shades(school_settings.brand_light, school_settings.brand_dark)


def _shades(light: str, dark: str) -> tuple[Shades, Shades]:
    """These; of a theme without one those of Rounds."""
    return Shades(LIGHT, light or "#00655c"), Shades(DARK, dark or "#72cec2")


def for_paper(path: str, mark: str) -> bytes | None:
    """What these addresses hold for whoever sets paper, which is light and knows one theme; None for any other."""
    if path == "/school/colors.css":
        return f":root {{ --brand: {colors()[0].brand}; }}".encode()
    picture = school_queries.logo(mark) if path == "/school/logo.png" else None
    return picture.content if picture is not None else None


def tokens(selector: str, light: str, dark: str) -> str:
    """Style that gives the tokens of static/css/app.css these colors; of a theme without one, those of Rounds stay."""
    own = _shades(light, dark)
    pairs = {
        "brand": (own[0].brand, own[1].brand),
        "brand-deep": (own[0].deep, own[1].deep),
        "brand-wash": (own[0].wash, own[1].wash),
    }
    lines = [f"--{name}: light-dark({first}, {second});" for name, (first, second) in pairs.items()]
    return f"{selector} {{ {' '.join(lines)} }}\n"


def _mark() -> str:
    colours = f"{school_settings.brand_light} {school_settings.brand_dark}"
    return hashlib.sha256(colours.encode()).hexdigest()[:12]


def for_ever(answer: Response, mark: str) -> ResponseReturnValue:
    """An answer whose address has a mark of its content: a browser asks for it once."""
    answer.set_etag(mark)
    answer.headers["Cache-Control"] = FOR_EVER
    return answer.make_conditional(request)
