"""Markdown that people write, made safe to show: raw HTML is off, then a short list of tags is let through."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

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

_UNMARKED = re.compile(r"[^\W\d_](?:[^\W_]|[ ,.;:?!'’“”()/–—-])*")
"""A line that begins with a letter and in which no mark stands: most sentences are such, and need no parser."""

_parser = MarkdownIt("js-default", {"html": False, "linkify": False, "typographer": False})
_parser.disable(["table", "strikethrough"])  # neither is let through, and tables are costly to read

_paper_parser = MarkdownIt("commonmark").enable("table")
PAPER_TAGS = TAGS | {"h1", "div", "table", "thead", "tbody", "tr", "th", "td"}
PAPER_ATTRIBUTES = {
    "a": {"href"},
    "div": {"class", "role", "tabindex", "aria-label"},
    "table": {"class"},
    "td": {"data-label"},
    **{heading: {"id"} for heading in ("h1", "h2", "h3", "h4")},
}


def _open_table(tokens: Sequence[Token], index: int, *_: object) -> str:
    """Its rows are cards on a phone; too wide elsewhere it scrolls within itself, reached by the keyboard."""
    label = escape(tokens[index].meta["label"])
    return f'<div class="c-scroll" role="region" tabindex="0" aria-label="{label}"><table class="c-stacks">'


_paper_parser.add_render_rule("table_open", lambda _, *rest: _open_table(*rest))
_paper_parser.add_render_rule("table_close", lambda *_: "</table></div>")


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


def render_paper(text: str, addresses: Mapping[str, str]) -> Markup:
    """HTML of a paper of ours, with its tables. A link to a file goes to its address; without one its words stay."""
    tokens = _paper_parser.parse(text)
    heading, tables, parts = "", 0, set[str]()
    columns, cells = list[str](), 0
    for token, following in pairwise(tokens):
        if token.type == "heading_open":
            heading = following.content
            token.attrSet("id", _part(heading, parts))
        elif token.type == "table_open":
            tables += 1
            token.meta["label"] = f"Table {tables}: {heading}"
            columns, cells = [], 0
        elif token.type == "th_open":
            columns.append(following.content)
        elif token.type == "tr_open":
            cells = 0
        elif token.type == "td_open":
            if cells and following.content and columns[cells]:
                token.attrSet("data-label", columns[cells].replace("`", ""))
            cells += 1
        elif token.type == "inline":
            token.children = _linked(token.children or [], addresses)
    html = _paper_parser.renderer.render(tokens, _paper_parser.options, {})
    clean = nh3.clean(html, tags=PAPER_TAGS, attributes=PAPER_ATTRIBUTES, url_schemes={"https", "mailto"})
    return Markup(clean)  # noqa: S704 (sanitised like the texts of people, with more tags)


def _part(heading: str, taken: set[str]) -> str:
    """The id of a heading, which no other one and nothing else on the page has."""
    part = "part-" + re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")
    while part in taken:
        part += "-"
    taken.add(part)
    return part


def _linked(children: Sequence[Token], addresses: Mapping[str, str]) -> list[Token]:
    """The pieces of a line, with addresses of pages for files; a link to a file that no page shows is its words."""
    pieces, is_left_out = [], False
    for piece in children:
        if piece.type == "link_open":
            file, hash_sign, part = str(piece.attrGet("href")).replace("#", "#part-").partition("#")
            is_left_out = bool(file) and "//" not in file and file not in addresses
            piece.attrSet("href", addresses.get(file, file) + hash_sign + part)
        if not (is_left_out and piece.type in ("link_open", "link_close")):
            pieces.append(piece)
    return pieces


def plain(text: str) -> str:
    """The words of a text without its marks, a line for each paragraph and each item of a list."""
    if _UNMARKED.fullmatch(text):
        return text.strip()
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
