"""Paper: a tagged PDF of our own files, and nothing fetched from anywhere."""

import io

import pytest
from flask import Flask
from pypdf import PdfReader

from board.web import printing

PAGE = """<html lang="en">
<head><title>Paper</title><link rel="stylesheet" href="{}"></head>
<body><h1>Née Łukasz</h1></body>
</html>"""

pytest.importorskip("weasyprint", exc_type=OSError, reason="no Pango here, so no PDF is made")


def test_a_page_becomes_a_tagged_pdf_that_can_be_read(app: Flask) -> None:
    content = printing.to_pdf(PAGE.format("/static/css/paper.css"))
    assert content is not None
    reader = PdfReader(io.BytesIO(content))
    assert "Née Łukasz" in reader.pages[0].extract_text()
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    fonts = {str(font.get_object()["/BaseFont"]) for font in reader.pages[0]["/Resources"]["/Font"].values()}
    assert any("Source-Serif" in name for name in fonts), "the stylesheet was read"


@pytest.mark.parametrize(
    "address", ["/static/../board/settings.py", "/etc/passwd", "file:///etc/passwd", "http://127.0.0.1:9/x.css"]
)
def test_nothing_but_our_own_files_is_read(app: Flask, address: str) -> None:
    with pytest.raises(ValueError, match="our own files"):
        printing._own_file(address)
