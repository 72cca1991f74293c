"""The school's logo: any picture that can be read as one, made anew as a PNG, so that nothing else comes along."""

import hashlib
import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

FORMATS = ("PNG", "JPEG", "WEBP")
LARGEST = 2 * 1024 * 1024
"""Bytes of the file."""
MOST_PIXELS = 16_000_000
LEAST_SIDE = 32
WIDEST, HIGHEST = 640, 192
"""Pixels of what is kept: it is shown 64 px high at most, on screens of three dots a pixel."""


class BadLogo(ValueError):
    """It cannot be used; the message is for whoever chose it."""


@dataclass(frozen=True)
class Logo:
    """A picture as it is served."""

    content: bytes
    width: int
    height: int

    @property
    def mark(self) -> str:
        """Names this content and no other."""
        return hashlib.sha256(self.content).hexdigest()[:16]


def read(content: bytes) -> Logo:
    """The picture of a file, no larger than it is shown. Raises `BadLogo`."""
    if len(content) > LARGEST:
        raise BadLogo("This file is larger than 2 MB. Choose a smaller one.")
    try:
        with warnings.catch_warnings():
            # Pillow warns, or refuses, where a picture has too many pixels: `_require_size` says so better.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            file = Image.open(BytesIO(content), formats=FORMATS)
            _require_size(*file.size)
            file.verify()  # WeasyPrint has Pillow take a torn file for a whole one
            file = Image.open(BytesIO(content), formats=FORMATS)
            picture = ImageOps.exif_transpose(file).convert("RGBA")
    except BadLogo:
        raise
    except Image.DecompressionBombError as error:
        raise BadLogo("This picture has far too many pixels. Choose one of at most 16 million.") from error
    except Exception as error:
        raise BadLogo("This is no picture that can be read. Choose a PNG, JPEG or WebP file.") from error
    picture.thumbnail((WIDEST, HIGHEST), Image.Resampling.LANCZOS)
    made = BytesIO()
    picture.save(made, "PNG", optimize=True)
    return Logo(made.getvalue(), *picture.size)


def _require_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise BadLogo(f"This picture has {width:,} × {height:,} pixels. Choose one of at most 16 million.")
    if min(width, height) < LEAST_SIDE:
        raise BadLogo(f"This picture has {width:,} × {height:,} pixels. Choose one of at least 32 on each side.")
    if max(width, height) > 8 * min(width, height):
        raise BadLogo("This picture is more than eight times as long on one side as on the other.")
