"""Which letters this machine can set on paper: a name in a script that no font here has would come out as boxes."""

import re
import shutil
import subprocess
import unicodedata
from functools import cache

SCRIPTS = {
    "CJK": "Chinese and Japanese",
    "HIRAGANA": "Japanese",
    "KATAKANA": "Japanese",
    "HANGUL": "Korean",
}
"""How Unicode names the letters of a script → what people call it, where that is another word."""
_SET_BY_US = "\u024f"
"""The last of the Latin letters that the fonts in `static/fonts` hold."""


def missing_scripts(html: str) -> list[str]:
    """The scripts in the text of a page that no font of this machine has, in the words of a page; each once."""
    letters = {letter for letter in re.sub(r"<[^<>]*>", " ", html) if letter > _SET_BY_US and letter.isalpha()}
    samples = {unicodedata.name(letter, "").partition(" ")[0]: letter for letter in sorted(letters)}
    lacking = [name for name, letter in samples.items() if name and not has_letter(letter)]
    return list(dict.fromkeys(SCRIPTS.get(name, name.capitalize()) for name in lacking))


@cache
def has_letter(letter: str) -> bool:
    """Whether a font of this machine has it, as fontconfig knows, which sets the paper; yes where nobody can tell."""
    command = shutil.which("fc-list")
    if command is None:
        return True
    asked = subprocess.run([command, "--quiet", f":charset={ord(letter):x}"], check=False, timeout=20)  # noqa: S603 (no shell, a number)
    return asked.returncode == 0
