"""Files that are no table, known by how they begin, whatever they are called."""

import io
import re
import zipfile

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
BEGINNINGS = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x1f\x8b", "a gzip archive"),
)
IN_ZIP = (
    ("word/", "a Word document"),
    ("ppt/", "a PowerPoint presentation"),
    ("Index/", "a file of Apple’s Numbers, Pages or Keynote"),
)
IN_OLE = (("WordDocument", "a Word document"), ("PowerPoint Document", "a PowerPoint presentation"))
LOCKED = "EncryptedPackage".encode("utf-16-le")
"""What an old Office container holds that is a new workbook locked with a password."""
_WEB_PAGE = re.compile(
    rb"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:!doctype html|html|head|meta|table|body)\b", re.I | re.S
)
_XML_WORKBOOK = re.compile(rb"<\?xml.{0,400}<(?:\w+:)?Workbook\b", re.I | re.S)


def refusal(content: bytes) -> str:
    """Why a file is no table, in a sentence that names what it is; empty where it may be one."""
    start = content[:2000].removeprefix(b"\xef\xbb\xbf").lstrip()
    if _XML_WORKBOOK.match(start):
        return "This is an XML spreadsheet of an old Excel. Open it in Excel and save it as .xlsx."
    if _WEB_PAGE.match(start):
        return "This is a web page, not a workbook, whatever its name. Open it in Excel and save it as .xlsx."
    sort = next((name for mark, name in BEGINNINGS if start.startswith(mark)), "")
    if content.startswith(ZIP):
        sort = _in_zip(content)
    elif content.startswith(OLE):
        if LOCKED in content:
            return (
                "This workbook is locked with a password. Open it in Excel, take the password off under File, Info, "
                "Protect Workbook, save it, and upload it again."
            )
        sort = next((name for mark, name in IN_OLE if mark.encode("utf-16-le") in content), "")
    return f"This is {sort}, not a table. Upload the table as .csv or .xlsx." if sort else ""


def _in_zip(content: bytes) -> str:
    """What a zip is, unless a workbook; a damaged one is for the reader of workbooks to tell."""
    names, stated = _contents(content)
    if not names or any(name.startswith("xl/") for name in names) or b"opendocument.spreadsheet" in stated:
        return ""
    known = next((sort for folder, sort in IN_ZIP if any(name.startswith(folder) for name in names)), "")
    return known or ("an OpenDocument text" if b"opendocument" in stated else "a ZIP archive")


def sort_of_workbook(content: bytes) -> str:
    """What a workbook is called that is none of today's Excel; empty for one that is."""
    if content.startswith(OLE):
        return "a workbook of an old Excel (.xls)"
    names, stated = _contents(content)
    if b"opendocument" in stated:
        return "an OpenDocument spreadsheet (.ods)"
    return "a binary workbook (.xlsb)" if "xl/workbook.bin" in names else ""


def _contents(content: bytes) -> tuple[list[str], bytes]:
    """The names in a zip and the sort of file that it states; nothing of a damaged one."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            stated = parts.read("mimetype")[:100] if _is_plain(parts, "mimetype") else b""
            return parts.namelist(), stated
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError):
        return [], b""


def _is_plain(parts: zipfile.ZipFile, name: str) -> bool:
    """Small and stored as it is, as OpenDocument wants its sort: nothing to unpack, no password."""
    if name not in parts.namelist():
        return False
    part = parts.getinfo(name)
    is_encrypted = bool(part.flag_bits & 1)
    return part.file_size < 1000 and part.compress_type == zipfile.ZIP_STORED and not is_encrypted
