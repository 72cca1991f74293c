"""The markup of web pages in the cells of a file. What only looks like it, such as `<jane@elm.example>`, is text."""

import html
import re
from collections.abc import Iterable

from bs4 import BeautifulSoup
from bs4.element import Comment
from markdownify import MarkdownConverter

from board.kernel.text import with_plain_line_ends

DROPPED = {
    "script": "a script",
    "style": "a style sheet",
    "noscript": "a text for browsers without scripts",
    "template": "a template",
    "iframe": "a frame",
    "object": "an object",
    "svg": "a drawing",
    "head": "the head of a page",
    "title": "the title of a page",
    "form": "a form",
    "button": "a button",
    "video": "a video",
    "audio": "a sound",
    "canvas": "a canvas",
}
"""Element whose contents are no text of the page → what it is called."""
WITHOUT_TEXT = {"img": "an image", "embed": "an object", "input": "a field of a form"}
"""The same of elements that hold no text."""
ADDRESS = "the address of a link that leads nowhere"
COMMENT = "a comment"
_NAMES = (
    "a|abbr|acronym|address|area|article|aside|audio|b|bdi|bdo|big|blockquote|body|br|button|canvas|caption|center|cite"
    "|code|col|colgroup|data|dd|del|details|dfn|dir|div|dl|dt|em|embed|fieldset|figcaption|figure|font|footer|form|h[1-6]"
    "|head|header|hgroup|hr|html|i|iframe|img|input|ins|kbd|label|legend|li|link|main|map|mark|menu|meta|nav|nobr|noscript"
    "|object|ol|optgroup|option|output|p|param|picture|pre|q|rp|rt|ruby|s|samp|script|section|select|small|source|span"
    r"|strike|strong|style|sub|summary|sup|svg|table|tbody|td|template|textarea|tfoot|th|thead|time|title|tr|track|tt|u|ul"
    r"|var|video|wbr|path|g|circle|rect|[ovw]:\w+"
)
_ATTRIBUTE = (
    r"""[\w:.@-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>=`]+)|checked|disabled|hidden|nowrap|noshade|compact|controls|async|defer"""
    "|required|readonly|selected|multiple|allowfullscreen"
)
_TAG = re.compile(rf"</(?:{_NAMES})\s*>|<(?P<name>{_NAMES})(?:\s+(?:{_ATTRIBUTE}))*\s*/?>", re.I)
_MARKUP = re.compile(rf"<!--.*?-->|<!doctype\b[^<>]*>|<\?xml\b[^<>]*>|{_TAG.pattern}", re.I | re.S)
_BLOCK = re.compile(r"<(p|br|div|li|tr|table|h[1-6]|pre|blockquote|dl|section|article)\b", re.I)
_SWALLOW = ("script", "style", "title", "textarea", "noscript", "iframe", "template", "svg", "head", "object")
"""Elements that would take all that follows for theirs where nothing closes them."""
_ENTITY = re.compile(r"&(#\d{2,6}|#x[0-9a-f]{2,6}|amp|lt|gt|quot|apos|nbsp|[lr][sd]quo|[nm]dash|hellip|bull);", re.I)


def is_html(text: str) -> bool:
    """Whether a text holds a tag of a web page."""
    return _TAG.search(text) is not None


def one_line(text: str) -> tuple[str, list[str]]:
    """A text of one line without markup, and what was left out of it."""
    if not is_html(text):
        return " ".join(with_plain_line_ends(_without_codes(text)).split()), []
    soup, dropped = _soup(text)
    return " ".join(soup.get_text(" ").split()), dropped


def as_markdown(text: str) -> tuple[str, list[str]]:
    """A text of many lines and what was left out of it; what was written as a web page becomes Markdown."""
    if not is_html(text):
        return _without_codes(text), []
    soup, dropped = _soup(text if _BLOCK.search(text) else text.replace("\n", "<br>"))
    markdown = _Converter(heading_style="ATX", bullets="-", escape_misc=False).convert_soup(soup)
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", markdown.replace("\xa0", " "))).strip(), dropped


def _without_codes(text: str) -> str:
    """`R&amp;D` as `R&D`."""
    return _ENTITY.sub(lambda code: html.unescape(code[0]).replace("\xa0", " "), text)


def _soup(text: str) -> tuple[BeautifulSoup, list[str]]:
    """The elements of a text but for those that are left out, and the names of these."""
    soup = BeautifulSoup(_only_known_tags(text), "html.parser")
    dropped = [WITHOUT_TEXT[element.name] for element in soup.find_all(list(WITHOUT_TEXT))]
    for element in soup.find_all(list(DROPPED)):
        if not element.decomposed:
            dropped.append(DROPPED[element.name])
            element.decompose()
    for comment in soup.find_all(string=lambda string: isinstance(string, Comment)):
        dropped.append(COMMENT)
        comment.extract()
    links = (str(link.get("href", "")).strip() for link in soup.find_all("a"))
    dropped += [ADDRESS for address in links if address and not _leads_somewhere(address)]
    return soup, list(dict.fromkeys(dropped))


def _only_known_tags(text: str) -> str:
    """The text with every other `<` written so that no reader takes it for the beginning of a tag."""
    pieces, end, small = list[str](), 0, text.lower()
    for match in _MARKUP.finditer(text):
        name = (match["name"] or "").lower()
        if name in _SWALLOW and f"</{name}" not in small[match.end() :]:
            continue
        pieces += [text[end : match.start()].replace("<", "&lt;"), match[0]]
        end = match.end()
    return "".join([*pieces, text[end:].replace("<", "&lt;")])


def _leads_somewhere(address: str) -> bool:
    return re.match(r"(https?://|mailto:)", address, re.I) is not None


class _Converter(MarkdownConverter):
    """Links lead to the web or to an email program; pictures leave their words."""

    def convert_a(self, el: object, text: str, parent_tags: Iterable[str]) -> str:
        """A link, or its words alone."""
        href = str(getattr(el, "attrs", {}).get("href", "")).strip()
        if not _leads_somewhere(href):
            return text
        return str(super().convert_a(el, text, parent_tags))  # type: ignore[misc]  # found by name in the library

    def convert_img(self, el: object, text: str, parent_tags: Iterable[str]) -> str:
        """The words that stand for it."""
        return str(getattr(el, "attrs", {}).get("alt", "") or "")
