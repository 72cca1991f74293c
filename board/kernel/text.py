"""What people type, made comparable and safe to keep: line ends, invisible characters, writing direction."""

import re
import unicodedata
from collections.abc import Callable

_NO_MARK = re.compile(r"[^a-z0-9_.:+-]")
LINE_BREAK = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
"""Everything that some reader of ours (mail, iCalendar, CSV, XML, a browser) takes for the end of a line."""

BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that change the direction of writing, so that a text can read otherwise than it is."""

JOINERS = frozenset("\u200c\u200d")
"""Invisible, and needed: Persian and Indic words are spelled with them, and many emoji."""

USELESS_JOINER = re.compile("(?:^|(?<=[\x00-\u02ff]))[\u200c\u200d]|[\u200c\u200d]$")
"""A joiner that joins nothing: at an end, or after a Latin letter."""

BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters, marks and symbols by their category that show nothing."""

BLANK = "It holds only characters that cannot be seen."
ONE_LINE = "Use one line: there is a line break in it."
DIRECTION = "It holds an invisible mark that turns the direction of writing. Remove it, or type the text again."
INVISIBLE = "It holds a character that cannot be seen, {where}. Remove it, or type the text again."
UNREADABLE = "It holds a character that cannot be shown, {where}. Remove it, or type the text again."


def with_plain_line_ends(text: str) -> str:
    """Every line ends in LF, so that a text has one length whoever sends it."""
    return LINE_BREAK.sub("\n", text)


def is_written(text: str) -> bool:
    """Is it a text that somebody wrote, and no mark of a form's own, such as `committee-seat`, `3` or a version?"""
    return len(text) >= 20 or bool(_NO_MARK.search(text.strip()))


def on_one_line(text: str) -> str:
    """For writers of formats where a line break has a meaning: each becomes a space, other controls are left out."""
    if text.isprintable():
        return text  # as most are
    flat = LINE_BREAK.sub(" ", text)
    return "".join(character for character in flat if character == "\t" or not _is_control(character))


def for_xml(text: str) -> str:
    """For writers of XML and of paper: without what no XML document can hold."""
    return "".join(character for character in text if character in "\n\r\t" or not _is_control(character))


def count_words(text: str) -> int:
    """Words as every limit counts them: what stands between blanks."""
    return len(text.split())


def is_blank(text: str) -> bool:
    """True when nothing of it can be seen."""
    return not any(_is_visible(character) for character in text)


def clean_line(typed: str) -> str:
    """What was meant for one line: without the spaces and line ends around it. What nobody sees is refused, not cut."""
    return typed.replace("\t", " ").strip()


def clean_text(typed: str) -> str:
    """What was meant for several lines; empty when nothing of it can be seen."""
    text = with_plain_line_ends(typed).strip()
    return "" if is_blank(text) else text


def objection_to_line(text: str, most: int) -> str:
    """Why a name or title of at most `most` characters cannot be kept as it is, in a sentence; empty when it can."""
    if len(text) > most:
        return _too_long(text, most)
    if LINE_BREAK.search(text):
        return ONE_LINE
    if BIDI_CONTROLS.intersection(text):
        return DIRECTION
    if text and is_blank(text):
        return BLANK
    joiner = USELESS_JOINER.search(text)
    if joiner is not None:
        return INVISIBLE.format(where=_where(text, joiner.start()))
    if text.isascii() and text.isprintable():
        return ""  # as most are: nothing to look for character by character
    return _unreadable_in(text, _is_control) or _unreadable_in(text, _is_invisible, INVISIBLE)


def objection_to_text(text: str, most: int) -> str:
    """Why a text of several lines, at most `most` characters, cannot be kept as it is; empty when it can."""
    if len(text) > most:
        return _too_long(text, most)
    if text.replace("\n", "").replace("\t", "").isprintable():
        return ""
    return _unreadable_in(text, lambda character: _is_control(character) and character not in "\n\t")


def _too_long(text: str, most: int) -> str:
    return f"Use at most {most:,} characters. This has {len(text):,}."


def _unreadable_in(text: str, is_unreadable: Callable[[str], bool], sentence: str = UNREADABLE) -> str:
    place = next((place for place, character in enumerate(text) if is_unreadable(character)), None)
    return "" if place is None else sentence.format(where=_where(text, place))


def _where(text: str, place: int) -> str:
    before = text[max(0, place - 20) : place].strip()
    return f"after “{before}”" if before else "at its beginning"


def _is_visible(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNPS" and character not in BLANK_LETTERS


def _is_control(character: str) -> bool:
    """Controls, halves of a surrogate pair, and the two code points that XML has no place for."""
    return unicodedata.category(character) in ("Cc", "Cs") or character in "\ufffe\uffff"


def _is_invisible(character: str) -> bool:
    return character in BLANK_LETTERS or (unicodedata.category(character) == "Cf" and character not in JOINERS)
