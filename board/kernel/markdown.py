"""Markdown that people write, made safe to show: raw HTML is off, then a short list of tags is let through."""

import re
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from board.kernel.text import with_plain_line_ends

TAGS = {
    "p",
    "br",
    "strong",
    "em",
    "ul",
    "ol",
    "li",
    "blockquote",
    "code",
    "pre",
    "a",
    "hr",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
}

MOST = {"[": 300, "*": 2_000, "_": 2_000}
"""How many of a mark a text may hold and still have them read as marks: the parser's work grows with their square."""

LONGEST = 30_000
"""Characters of a text that is read for marks: more than any that is kept, so that a refused one is quickly shown."""

_parser = MarkdownIt("js-default", {"html": False, "linkify": False, "typographer": False})
_parser.disable(["table", "strikethrough"])  # neither is let through, and tables are costly to read


@lru_cache(maxsize=512)
def render(text: str, top: int = 3) -> Markup:
    """HTML of a text. Its highest heading becomes the third level, below the page and its section, or another `top`."""
    if len(text) > LONGEST:
        return Markup("<p>{}</p>").format(text)
    tokens = _parser.parse(_bounded(text))
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    highest = min((int(token.tag[1]) for token in headings), default=1)
    for token in headings:
        token.tag = f"h{min(int(token.tag[1]) - highest + top, 6)}"
    html = _parser.renderer.render(tokens, _parser.options, {})
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener noreferrer",
    )
    return Markup(clean)  # noqa: S704 (the one place where sanitised HTML is declared safe)


def plain(text: str) -> str:
    """The words of a text without its marks, a line for each paragraph and each item of a list."""
    words = []
    for token in _parser.parse(_bounded(with_plain_line_ends(text))):
        if token.type == "list_item_open":
            words.append("· ")
        elif token.type == "inline":
            words += [*(" " if child.type.endswith("break") else child.content for child in token.children or ()), "\n"]
        else:
            words.append(token.content)
    return "".join(words).strip()


def _bounded(text: str) -> str:
    """The text, with marks that stand in it without measure shown as they are typed."""
    for mark, most in MOST.items():
        if text.count(mark) > most:
            text = re.sub(rf"(?<!\\)((?:\\\\)*){re.escape(mark)}", rf"\1\\{mark}", text)
    return text
