"""Bytes of a text file, as the program that wrote them meant them."""

import codecs
import re

from charset_normalizer import from_bytes

from board.kernel.spreadsheet.table import UnreadableFile

NAMES = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Windows-1252",
    "mac_roman": "Mac Roman",
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
    "cp932": "Shift JIS",
}
"""What a coordinator may choose → its name on the page."""
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
FEW = 0.3
"""Up to this share of letters beyond ASCII, a text in Latin letters is more likely than one in Greek or Cyrillic."""
_CAPITALS = "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞŒŠŽ"
_STRANGE = re.compile(
    rf"(?<=[a-zà-öø-ÿœšž])[{_CAPITALS}]|(?<=[^\W\d_])[‡†ˆ‰‹›¤¦§¨©ª¬®¯°±²³´µ¶¸¹º¼½¾¿¡¢£¥‚„\ufffd](?=[^\W\d_])|\ufffd"
)
_CONTINUING = re.escape("".join(bytes([byte]).decode("cp1252", "ignore") for byte in range(0x80, 0xC0)))
_WRONG = re.compile(
    rf"\ufffd|[\x80-\x84\x86-\x9f]|[ÂÃ][{_CONTINUING}]|â€[{_CONTINUING}]?|ðŸ|√[©®±≥≤∂∏∫ºΩß®¢£§•]|‚Äô|‚Äú|‚Äî"
)
"""A character that could not be read, a control character, or UTF-8 that was read as Windows or the Mac writes."""
LIKELY = 0.1, 0.4
"""At most this much that is strange, and at least this much of a language, to take a guess for the encoding."""
_JAPANESE = re.compile("[\u3000-\u30ff\u4e00-\u9fff\uff01-\uff5e]+")
CERTAIN = ("UTF-8", "UTF-16", "UTF-32", "Windows-1252", "Mac Roman")
"""Names of encodings that are known by more than how often their letters come."""
HALF_EMOJI = b"\xf0\x9f"
"""How nearly every emoji begins in UTF-8, and no word in any other encoding."""


def decode(content: bytes, chosen: str = "") -> tuple[str, str]:
    """The text, and the name of its encoding. A byte that cannot be read becomes half a surrogate pair, which rules
    for text refuse: so the cell is told, not the file refused."""
    name = chosen if chosen in NAMES else detect(content)
    if name in ("utf-16", "utf-32"):
        return _wide(content, name), name.upper()
    errors = "surrogateescape" if name == "utf-8" else "replace"
    try:
        text = content.decode(name, errors)
    except LookupError as error:
        raise UnreadableFile("The encoding of this file is not known. Save it as “CSV UTF-8” and try again.") from error
    return text.replace("\ufeff", ""), NAMES.get(name, name)


def looks_wrong(text: str) -> bool:
    """Whether it holds what no text holds that was read in its own encoding."""
    return _WRONG.search(text) is not None


def detect(content: bytes) -> str:
    """The encoding's name in Python."""
    for mark, name in MARKS:
        if content.startswith(mark):
            return name
    if max(content[:400:2].count(0), content[1:400:2].count(0)) > len(content[:400]) // 8:
        return "utf-16"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "utf-8" if _is_damaged_utf8(content) else _of_one_byte(content)
    return "utf-8"


def _is_damaged_utf8(content: bytes) -> bool:
    """Whether it was UTF-8 before something cut a character of it in two."""
    text = content.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    whole = sum(ord(character) > 127 for character in text) - damaged
    return HALF_EMOJI in content or whole > 2 * damaged


def _of_one_byte(content: bytes) -> str:
    """Windows-1252 unless the text is plainly something else."""
    if _is_japanese(content):
        return "cp932"
    if "\ufffd" in content.decode("cp1252", "replace") and _is_central_european(content):
        return "cp1250"
    letters = sum(byte > 127 or chr(byte).isalpha() for byte in content)
    if sum(byte > 127 for byte in content) <= FEW * letters:
        return "mac_roman" if _is_mac(content) else "cp1252"
    best = from_bytes(content).best()
    return best.encoding if best is not None else "cp1252"


def _is_japanese(content: bytes) -> bool:
    """Whether all that is not ASCII is Japanese, in words: one accent of a Latin text may make one sign."""
    try:
        text = content.decode("cp932")
    except UnicodeDecodeError:
        return False
    words = _JAPANESE.findall(text)
    beyond_ascii = sum(ord(character) > 127 for character in text)
    return bool(words) and sum(map(len, words)) >= beyond_ascii and all(len(word) > 1 for word in words)


def _is_central_european(content: bytes) -> bool:
    best = from_bytes(content, cp_isolation=["cp1250"]).best()
    strange, language = LIKELY
    return best is not None and best.chaos <= strange and best.coherence >= language


def _is_mac(content: bytes) -> bool:
    """Whether it was Excel for Mac. Only where the text would be stranger as Windows writes it; alike is Windows."""
    as_windows = _strange_places(content.decode("cp1252", "replace"))
    return as_windows > 0 and as_windows > _strange_places(content.decode("mac_roman"))


def _strange_places(text: str) -> int:
    """Where no text in Latin letters has such a character: a capital after a small letter, a sign within a word."""
    return sum(1 for _ in _STRANGE.finditer(text))


def _wide(content: bytes, name: str) -> str:
    has_mark = any(content.startswith(mark) for mark, _ in MARKS)
    if not has_mark:
        name = "utf-16-le" if content[:400:2].count(0) < content[1:400:2].count(0) else "utf-16-be"
    if len(content) % 2:
        content = content[:-1]
    try:
        return content.decode(name, "surrogatepass").replace("\ufeff", "")
    except UnicodeDecodeError as error:
        raise UnreadableFile("The file is damaged: its text ends in the middle of a character.") from error
