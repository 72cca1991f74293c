"""Pages are sent without the indentation of their templates, which is there for whoever reads those."""

import re

from jinja2.ext import Extension

_INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


class WithoutIndentation(Extension):
    """Takes it away before a page is compiled; lines stay lines. Texts of emails are read as they are written."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The source of a template as it is compiled."""
        return _INDENTATION.sub("", source) if name is not None and name.endswith(".html") else source
