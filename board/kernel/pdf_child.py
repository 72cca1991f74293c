"""Judges one PDF and writes it anew, in a process of its own: `python pdf_child.py <limits as JSON> < in.pdf > answer`.

Whatever a file does to the reader, it does to this process alone: it may use so much memory, so many seconds, and opens
nothing. The answer is one line of JSON, `{"refusal": "…"}` or `{"refusal": ""}`, and after it the new file.

What is kept is an allow-list: of the catalogue and of each page the entries that draw it, of annotations the kinds that
lie flat on a page, of links those that go to the web, to an address for mail or elsewhere in the file.
"""

import io
import json
import re
import resource
import sys
import zlib
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.filters import ASCII85Decode, ASCIIHexDecode
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

CATALOGUE = {"/Type", "/Pages", "/Lang", "/MarkInfo", "/StructTreeRoot", "/OCProperties", "/PageLabels", "/PageLayout"}
PAGE = {
    *("/Type", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Rotate", "/UserUnit", "/Resources"),
    *("/Contents", "/Annots", "/Group", "/StructParents", "/Tabs"),
}
INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
FLAT = {
    *("/Text", "/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine", "/Highlight", "/Underline"),
    *("/Squiggly", "/StrikeOut", "/Stamp", "/Caret", "/Ink", "/Popup", "/Watermark", "/Redact", "/PrinterMark"),
}
ANNOTATION = {
    *("/Type", "/Subtype", "/Rect", "/Contents", "/NM", "/M", "/F", "/AP", "/AS", "/Border", "/BS", "/C", "/IC", "/CA"),
    *("/DA", "/Q", "/QuadPoints", "/InkList", "/L", "/LE", "/Vertices", "/RD", "/Name", "/StructParent", "/OC"),
    *("/H", "/BE", "/Open", "/Dest", "/A"),
}
"""Entries of an annotation. Its author is none of them: what is read without names has no names in its comments."""
WEB = ("http://", "https://", "mailto:", "tel:")
SHARES = re.compile(r"\s*(\\\\|//|file:|smb:|ldap:|nfs:|[a-z]:)", re.I)
ACTIONS = {
    *("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition", "/Movie", "/Sound"),
    *("/RichMediaExecute", "/GoTo3DView", "/ResetForm", "/Hide", "/SetOCGState", "/Thread", "/Named", "/Trans"),
}
SAID = {
    "/JavaScript": "a script",
    "/JS": "a script",
    "/Launch": "a command that starts a program",
    "/SubmitForm": "a form that sends itself to another computer",
    "/ImportData": "a form that reads other files",
    "/GoToR": "a link to another file",
    "/GoToE": "a link to an attached file",
    "/EmbeddedFiles": "an attached file",
    "/EmbeddedFile": "an attached file",
    "/EF": "an attached file",
    "/FileAttachment": "an attached file",
    "/XFA": "a form with a program in it",
    "/RichMedia": "film or sound",
    "/Movie": "film or sound",
    "/Sound": "film or sound",
    "/Screen": "film or sound",
    "/Rendition": "film or sound",
    "/3D": "a model in three dimensions",
}
"""What stands in the way → what its owner would call it."""
DROPPED = {
    "/AA",
    "/AF",
    "/PieceInfo",
    "/Metadata",
    "/OPI",
    "/Ref",
    "/Thumb",
    "/PresSteps",
    "/PS",
    "/FFilter",
    "/FDecodeParms",
}
"""Entries that draw nothing, wherever they stand."""
CHUNK = 1 << 20
FLATE, LZW = ("/FlateDecode", "/Fl"), ("/LZWDecode", "/LZW")
SPELLED: dict[str, Any] = {
    "/ASCII85Decode": ASCII85Decode,
    "/A85": ASCII85Decode,
    "/ASCIIHexDecode": ASCIIHexDecode,
    "/AHx": ASCIIHexDecode,
}
BROKEN = "That PDF is damaged. Export it again and choose it once more."
PRINT = "Print it to a new PDF and choose that."


class Refusal(Exception):
    """Why the file will not do, in a sentence for its owner."""


def main() -> None:
    """Read the limits and the file, answer, and be gone."""
    limits = json.loads(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory"], limits["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["seconds"], limits["seconds"]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    content = sys.stdin.buffer.read()
    written, refusal = b"", ""
    try:
        written = rewritten(content, limits)
    except Refusal as reason:
        refusal = str(reason)
    except (PyPdfError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, OSError, RecursionError):
        refusal = BROKEN
    except MemoryError:
        refusal = f"That PDF unpacks to more than we can read. {PRINT}"
    sys.stdout.buffer.write(json.dumps({"refusal": refusal}).encode() + b"\n" + written)


def rewritten(content: bytes, limits: dict[str, int]) -> bytes:
    """The file with nothing in it but what its pages show. Raises `Refusal`."""
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        raise Refusal("That PDF has a password. Save it without one.")
    root = _dictionary(reader.trailer["/Root"])
    _refuse_in_catalogue(root)
    pages = _flattened(root, limits["pages"])
    for name in set(root) - CATALOGUE:
        del root[NameObject(name)]
    annotations = [annotation for page in pages for annotation in _cleaned_annotations(page, pages)]
    _clean_all(root, {id(thing) for thing in (*pages, *annotations)}, limits)
    writer = PdfWriter()
    writer.clone_reader_document_root(reader)
    writer.metadata = None
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _dictionary(thing: Any) -> DictionaryObject:
    thing = thing.get_object() if thing is not None else None
    if not isinstance(thing, DictionaryObject):
        raise Refusal(BROKEN)
    return thing


def _refuse(name: str) -> None:
    raise Refusal(f"That PDF holds {SAID.get(name, 'something that runs when it is opened')}. {PRINT}")


def _refuse_in_catalogue(root: DictionaryObject) -> None:
    """Name what the owner may miss, rather than drop it without a word."""
    names = root.get("/Names")
    for name in _dictionary(names) if names is not None else ():
        if name in ("/JavaScript", "/EmbeddedFiles"):
            _refuse(name)
    if "/Collection" in root:
        _refuse("/EmbeddedFiles")
    form = root.get("/AcroForm")
    if form is not None and "/XFA" in _dictionary(form):
        _refuse("/XFA")
    opens = root.get("/OpenAction")
    opens = opens.get_object() if opens is not None else None
    if isinstance(opens, DictionaryObject) and opens.get("/S") != "/GoTo":
        _refuse(str(opens.get("/S")))


def _flattened(root: DictionaryObject, most: int) -> list[DictionaryObject]:
    """The pages in their order, on one node, each with what it inherits and nothing else."""
    top, parent = _dictionary(root["/Pages"]), root.raw_get("/Pages")
    waiting: list[tuple[Any, dict[str, Any]]] = [(parent, {})]
    seen: set[int] = set()
    kids, pages = ArrayObject(), []
    while waiting:
        reference, given = waiting.pop()
        if not isinstance(reference, IndirectObject) or reference.idnum in seen:
            raise Refusal(f"That PDF lists a page twice. {PRINT}")
        seen.add(reference.idnum)
        node = _dictionary(reference)
        given = given | {name: node.raw_get(name) for name in INHERITED if name in node}
        if "/Kids" in node:
            kids_here = node["/Kids"].get_object()
            if not isinstance(kids_here, ArrayObject):
                raise Refusal(BROKEN)
            waiting.extend((kid, given) for kid in reversed(list.copy(kids_here)))
            if len(waiting) > most:
                raise Refusal(f"That PDF has more than {most} pages; {most} is the most.")
            continue
        for name in set(node) - PAGE:
            del node[NameObject(name)]
        for name, value in given.items():
            node[NameObject(name)] = value
        node[NameObject("/Type")], node[NameObject("/Parent")] = NameObject("/Page"), parent
        kids.append(reference)
        pages.append(node)
    if not pages:
        raise Refusal("That PDF has no pages.")
    top.clear()
    top.update({NameObject("/Type"): NameObject("/Pages"), NameObject("/Kids"): kids})
    top[NameObject("/Count")] = NumberObject(len(pages))
    return pages


def _cleaned_annotations(page: DictionaryObject, pages: list[DictionaryObject]) -> list[DictionaryObject]:
    """What lies on the page, with nothing that does more than lie there."""
    listed = page.get("/Annots")
    listed = listed.get_object() if listed is not None else None
    annotations = ArrayObject()
    for reference in listed if isinstance(listed, ArrayObject) else ():
        annotation = reference.get_object()
        if isinstance(annotation, DictionaryObject) and _cleaned(annotation, pages):
            annotations.append(reference)
    page[NameObject("/Annots")] = annotations
    return [_dictionary(reference) for reference in annotations]


def _cleaned(annotation: DictionaryObject, pages: list[DictionaryObject]) -> bool:
    """Clean it in place; False when nothing of it is to be kept."""
    kind = str(annotation.get("/Subtype"))
    if kind in SAID:
        _refuse(kind)
    _refuse_active(annotation)
    if kind == "/Widget":
        if "/AP" not in annotation:
            if annotation.get("/V") not in (None, "", "/Off"):
                raise Refusal(f"That PDF has a form whose answers are not drawn on its pages. {PRINT}")
            return False
        annotation[NameObject("/Subtype")] = NameObject("/Stamp")  # what was filled in stays to be seen, and lies flat
    elif kind != "/Link" and kind not in FLAT:
        return False
    for name in set(annotation) - ANNOTATION:
        del annotation[NameObject(name)]
    if kind != "/Link":
        annotation.pop(NameObject("/A"), None)
        annotation.pop(NameObject("/Dest"), None)
        return True
    return _has_good_target(annotation, pages)


def _refuse_active(annotation: DictionaryObject) -> None:
    """Say what would run when it is pressed, entered or left."""
    more = annotation.get("/AA")
    more = more.get_object() if more is not None else {}
    for action in (annotation.get("/A"), *(more.values() if isinstance(more, DictionaryObject) else ())):
        action = action.get_object() if action is not None else None
        if isinstance(action, DictionaryObject) and action.get("/S") in ACTIONS:
            _refuse(str(action["/S"]))


def _has_good_target(link: DictionaryObject, pages: list[DictionaryObject]) -> bool:
    """Leads a link to the web, to an address for mail, or to a page of this file? It keeps nothing but its target."""
    action = link.pop(NameObject("/A"), None)
    action = action.get_object() if action is not None else None
    if isinstance(action, DictionaryObject) and action.get("/S") == "/URI":
        link.pop(NameObject("/Dest"), None)
        address = str(action.get("/URI", ""))
        if SHARES.match(address):
            raise Refusal(f"That PDF holds a link to a file on a computer or a network. {PRINT}")
        if not address.lower().startswith(WEB):
            return False
        link[NameObject("/A")] = DictionaryObject(
            {NameObject("/S"): NameObject("/URI"), NameObject("/URI"): TextStringObject(address)}
        )
        return True
    target = action.get("/D") if isinstance(action, DictionaryObject) else link.get("/Dest")
    target = target.get_object() if target is not None else None
    if isinstance(target, ArrayObject) and target and any(target[0].get_object() is page for page in pages):
        link[NameObject("/Dest")] = target
        return True
    return False


def _clean_all(root: DictionaryObject, known: set[int], limits: dict[str, int]) -> None:
    """Walk all that the pages lead to: drop what draws nothing, refuse what acts, count what it unpacks to."""
    waiting: list[Any] = [root]
    seen: set[int] = set()
    room = limits["unpacked"]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, IndirectObject):
            thing = thing.get_object()
        if not isinstance(thing, DictionaryObject | ArrayObject) or id(thing) in seen:
            continue
        seen.add(id(thing))
        if len(seen) > limits["objects"]:
            raise Refusal(f"That PDF is made of more than {limits['objects']:,} parts. {PRINT}")
        if isinstance(thing, ArrayObject):
            waiting.extend(list.__iter__(thing))
            continue
        _clean_one(thing, known)
        if isinstance(thing, StreamObject):
            room -= _unpacked(thing, room)
        waiting.extend(thing.raw_get(name) for name in thing)


def _clean_one(thing: DictionaryObject, known: set[int]) -> None:
    for name in DROPPED & set(thing):
        del thing[NameObject(name)]
    if "/EF" in thing or thing.get("/Type") == "/EmbeddedFile":
        _refuse("/EF")
    if "/JS" in thing or thing.get("/S") in ACTIONS:
        _refuse("/JS" if "/JS" in thing else str(thing["/S"]))
    if isinstance(thing, StreamObject) and ("/F" in thing or thing.get("/Subtype") == "/PS"):
        raise Refusal(f"That PDF takes parts of its pages from elsewhere. {PRINT}")
    is_annotation = thing.get("/Type") == "/Annot" or {"/Rect", "/Subtype"} <= set(thing)
    is_stray = (is_annotation or thing.get("/Type") == "/Page") and id(thing) not in known
    leads_away = thing.get("/S") == "/URI" and not str(thing.get("/URI", "")).lower().startswith(WEB)
    if is_stray or leads_away or thing.get("/Type") in ("/Filespec", "/F"):
        thing.clear()


def _unpacked(stream: StreamObject, room: int) -> int:
    """Bytes that a packed stream unpacks to. Raises `Refusal` as soon as they are more than there is room for."""
    filters = stream.get("/Filter")
    filters = filters.get_object() if filters is not None else None
    names = [str(name) for name in (filters if isinstance(filters, ArrayObject) else [filters] if filters else [])]
    content = stream._data
    while names and names[0] in SPELLED:
        content = SPELLED[names.pop(0)].decode(content)
    if sum(name in FLATE + LZW for name in names) > 1:
        raise Refusal(f"That PDF is packed twice over. {PRINT}")
    if names and names[0] in LZW:
        return len(stream.get_data())  # pypdf stops by itself
    return _inflated(content, room) if names and names[0] in FLATE else len(content)


def _inflated(content: bytes, room: int) -> int:
    unpacker, count = zlib.decompressobj(), 0
    while content and not unpacker.eof:
        try:
            count += len(unpacker.decompress(content, CHUNK))
        except zlib.error:
            break  # what a reader makes of a torn stream is less than this
        content = unpacker.unconsumed_tail
        if count > room:
            raise Refusal(f"That PDF unpacks to more than we can read. {PRINT}")
    return count


if __name__ == "__main__":
    main()
