"""How well a colour reads on another (WCAG 2.2, 1.4.3), and the colours of a school in both themes."""

from collections.abc import Iterator
from dataclasses import dataclass

ENOUGH = 4.5
"""Of text on what lies behind it."""
LIGHT, DARK = "light", "dark"
PAGES = {
    LIGHT: {"the page": "#fbfaf6", "a card": "#ffffff", "a sunken field": "#f5f3ee"},
    DARK: {"the page": "#0e161a", "a card": "#152025", "a sunken field": "#1d282e"},
}
"""What text in the school's color stands on: the tokens of static/css/app.css in sRGB; a test holds them equal."""
ON_BRAND = {LIGHT: "#ffffff", DARK: "#041a18"}
"""What is written on the color itself."""


@dataclass(frozen=True)
class Shades:
    """One color of a school, and what is made of it."""

    theme: str
    brand: str

    @property
    def words_on_it(self) -> str:
        """What is written on the color itself."""
        return ON_BRAND[self.theme]

    @property
    def deep(self) -> str:
        """For what the pointer is on."""
        return mixed(self.brand, "#000000", 0.15) if self.theme == LIGHT else mixed(self.brand, "#ffffff", 0.25)

    @property
    def wash(self) -> str:
        """Behind text."""
        page = PAGES[self.theme]["a card"]
        return mixed(page, self.brand, 0.08 if self.theme == LIGHT else 0.14)

    def readings(self) -> Iterator[tuple[float, str]]:
        """The contrast of each pair that stands on a page, and where that is."""
        for place, behind in (PAGES[self.theme] | {"a tinted field": self.wash}).items():
            yield contrast(self.brand, behind), f"as text on {place}"
        yield contrast(ON_BRAND[self.theme], self.brand), "behind the words of a button"
        yield contrast(ON_BRAND[self.theme], self.deep), "behind the words of a button that is pointed at"

    @property
    def worst(self) -> tuple[float, str]:
        """The least contrast, and where."""
        return min(self.readings())

    @property
    def is_readable(self) -> bool:
        """Does it read everywhere?"""
        return self.worst[0] >= ENOUGH

    def readable_neighbour(self) -> str:
        """The nearest darker (in the dark theme: lighter) color that reads everywhere."""
        goal = "#000000" if self.theme == LIGHT else "#ffffff"
        tries = (Shades(self.theme, mixed(self.brand, goal, step / 50)) for step in range(51))
        return next((shades.brand for shades in tries if shades.is_readable), "")


def contrast(text: str, behind: str) -> float:
    """The ratio of two colors such as `#0b625c`, from 1 to 21."""
    lighter, darker = sorted((_luminance(text), _luminance(behind)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mixed(colour: str, other: str, share: float) -> str:
    """So much of another color in it, in sRGB."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(first + (second - first) * share):02x}" for first, second in pairs)


def _channels(colour: str) -> list[int]:
    return list(bytes.fromhex(colour.removeprefix("#")))


def _luminance(colour: str) -> float:
    shares = [channel / 255 for channel in _channels(colour)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
