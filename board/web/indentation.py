"""Pages are sent without the indentation of their templates, which is there for whoever reads those."""

import re

from jinja2.ext import Extension

_AFTER_BLOCK = re.compile(r"(?<=[%#]}\n)[ \t]+")
"""Jinja takes the end of a line away after a block: what was between two words there is this."""
_INDENTATION = re.compile(r"(?<![%#]}\n)^[ \t]+", re.MULTILINE)


class WithoutIndentation(Extension):
    """Takes it away before a page is compiled; lines stay lines. Texts of emails are read as they are written."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The source of a template as it is compiled."""
        if name is None or not name.endswith(".html"):
            return source
        return _AFTER_BLOCK.sub(" ", _INDENTATION.sub("", source))
