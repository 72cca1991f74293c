"""A PDF of one page with a few lines: what people of the demo school hand in."""

from io import BytesIO

from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

FONT = DictionaryObject(
    {
        NameObject("/Type"): NameObject("/Font"),
        NameObject("/Subtype"): NameObject("/Type1"),
        NameObject("/BaseFont"): NameObject("/Helvetica"),
    }
)


def page(title: str, lines: list[str]) -> bytes:
    """The title large, the lines below it."""
    writer = PdfWriter()
    sheet = writer.add_blank_page(width=612, height=792)
    text = "".join(f"({_safe(line)}) Tj T*\n" for line in lines)
    content = DecodedStreamObject()
    content.set_data(
        f"BT /F1 20 Tf 72 700 Td ({_safe(title)}) Tj /F1 11 Tf 0 -36 Td 18 TL\n{text}ET".encode("latin-1", "replace")
    )
    fonts = DictionaryObject({NameObject("/F1"): FONT})
    sheet[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    sheet[NameObject("/Contents")] = writer._add_object(content)
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def _safe(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
