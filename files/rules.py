"""What a file is, found from its content: its name and its browser are not trusted. It is opened
whole, so that what is cut, or does something by itself, is told before it is kept.
"""

import io
import lzma
import math
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO, Any
from xml.parsers import expat

from PIL import Image
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

MAX_ARCHIVE_ENTRIES = 5_000
MAX_INFLATED_BYTES = 500_000_000
MAX_READ_BYTES = 1_000_000
MAX_NAME_LENGTH = 200
MACROS = "vbaproject.bin"
SCRIPTS = ("basic/", "scripts/")
# They would show « facturexcod.pdf » for a name that does not end in .pdf.
BIDIRECTIONAL_MARKS = dict.fromkeys(
    [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C]
)

# Readers look for the opening of a PDF so far in, and for its end.
PDF_OPENS_WITHIN, PDF_ENDS_WITHIN = 1024, 2048
# What acts when a PDF is opened, or when somebody presses a key in it.
PDF_ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm"}
MOST_PIXELS = 120_000_000
ORIENTATION = 0x0112
# What an image says of itself beside its picture: where it was taken, when, by whom.
ABOUT_A_PICTURE = {"exif", "xmp", "photoshop", "comment", "mp", "Raw profile type exif"}
MANIFEST, LOCK = "META-INF/manifest.xml", b"encryption-data"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The parts of an office document that lead elsewhere, and what leads there at a press of a key.
LEADING = re.compile(r"\.rels$|(^|/)(content|styles|meta|settings)\.xml$|/externallinks/[^/]+$")
_RELATION = "/relationships/hyperlink"
LINKS = {
    f"http://schemas.openxmlformats.org/officeDocument/2006{_RELATION}",
    f"http://purl.oclc.org/ooxml/officeDocument{_RELATION}",
}
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
PRESSED = {f"{_OASIS}:{name}" for name in ("text:1.0 a", "drawing:1.0 a", "meta:1.0 template")}
# Elements that ask another program, or another place, for data; a program written in the text.
EXCHANGES = re.compile(
    "ddeLink|dde-source|dde-connection-decl|script|applet|mailMerge|(web|db|olap|text)Pr"
)
# Parts of an office document that are read as another file, or act by themselves.
RELATIONS_THAT_ACT = {"aFChunk", "control"}
# The fields of Word that fetch something elsewhere, those of its older versions too.
FETCHING_FIELD = re.compile(
    r"[\s\"“”]*(DDE(AUTO)?|LINK|INCLUDE(PICTURE|TEXT)?|IMPORT|RD|DATABASE)\b", re.IGNORECASE
)
IN_A_FIELD = {"instrText", "delInstrText", "t", "delText"}
FORMULAS = {"f", "formula", "formula1", "formula2", "definedName"}
QUOTED = re.compile(r'"[^"]*"')
FETCHING_FORMULA = re.compile(r"\b(DDE|RTD|WEBSERVICE|IMAGE|CALL)\s*\(", re.IGNORECASE)
# A part without any of these has nothing to read: a name of an element is written one way, and a
# formula another only by a reference, a section, a comment or another encoding.
TO_READ = re.compile(
    rb"instrText|fldSimple|fldChar|mailMerge|webPr|dbPr|olapPr|textPr"
    rb"|(?i:dde|rtd|webservice|image|call)\s*\(|&#|<!|<\?(?!xml\s)|\x00|encoding=.(?!utf-8)(?!UTF-8)"
)
LARGEST_INSIDE = 50_000_000
HREF = "http://www.w3.org/1999/xlink href"
OUTSIDE = re.compile(r"\s*([a-z][\w+.-]*:|/|\\|\.\.)", re.IGNORECASE)
INCOMPLETE = "Ce fichier est incomplet ou abîmé\u00a0: il ne s’ouvre pas en entier."
LOCKED = "Ce fichier est protégé par un mot de passe\u00a0: personne ne le lirait."
ACTIVE = (
    "Ce fichier contient un programme, une action qui se lance à l’ouverture, ou va chercher "
    "ailleurs un modèle, une image ou des données."
)
TOO_LARGE = "Cette image compte plus de 120 millions de points."

# Exceptions that a damaged or forged archive may raise.
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, expat.ExpatError)
UNREADABLE = (*_BROKEN, NotImplementedError, RuntimeError, EOFError, ValueError, OSError)


@dataclass(frozen=True, slots=True)
class FileType:
    """An accepted type of file: its short name, its media type, and the endings of its names."""

    word: str
    content_type: str
    endings: tuple[str, ...]


PDF = FileType("PDF", "application/pdf", (".pdf",))
PNG = FileType("PNG", "image/png", (".png",))
JPEG = FileType("JPEG", "image/jpeg", (".jpg", ".jpeg"))
ODT = FileType("ODT", "application/vnd.oasis.opendocument.text", (".odt",))
ODS = FileType("ODS", "application/vnd.oasis.opendocument.spreadsheet", (".ods",))
_OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX = FileType("DOCX", f"{_OFFICE}.wordprocessingml.document", (".docx",))
XLSX = FileType("XLSX", f"{_OFFICE}.spreadsheetml.sheet", (".xlsx",))

TYPES = (PDF, PNG, JPEG, ODT, ODS, DOCX, XLSX)
BY_CONTENT_TYPE = {known.content_type: known for known in TYPES}
TYPES_IN_WORDS = "PDF, PNG, JPEG, ODT, ODS, DOCX ou XLSX"
# The first bytes of each type.
FIRST_BYTES = {PDF: b"%PDF-", PNG: b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", JPEG: b"\xff\xd8\xff"}


def type_of_content(content: bytes) -> FileType | None:
    """The type of a file; None when it is not accepted."""
    if content.startswith(b"PK\x03\x04"):
        return _office_type(content)
    found = (known for known, opening in FIRST_BYTES.items() if content.startswith(opening))
    is_pdf = FIRST_BYTES[PDF] in content[:PDF_OPENS_WITHIN]  # after a byte-order mark, or junk
    return next(found, PDF if is_pdf else None)


def flaw_of(known: FileType, content: bytes) -> str | None:
    """Why a file of this type is not kept, in a sentence; None when it opens whole and is inert."""
    check = {PDF: _flaw_of_pdf, PNG: _flaw_of_image, JPEG: _flaw_of_image}.get(known)
    return check(content) if check else _flaw_of_archive(content)


def _flaw_of_pdf(content: bytes) -> str | None:
    if b"%%EOF" not in content[-PDF_ENDS_WITHIN:]:
        return INCOMPLETE
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            return LOCKED
        if not reader.pages:
            return INCOMPLETE
        is_active = any(_acts(found) for found in _objects(reader))
    except (PyPdfError, *UNREADABLE, KeyError, IndexError, TypeError, AttributeError):
        return INCOMPLETE
    return ACTIVE if is_active else None


def _objects(reader: PdfReader) -> Iterator[Any]:
    """Each object of a PDF, those that nothing leads to as well."""
    yield reader.trailer
    found = {(number, age) for age, kept in reader.xref.items() for number in kept}
    for number, age in sorted(found | {(number, 0) for number in reader.xref_objStm}):
        yield reader.get_object(IndirectObject(number, age, reader))


def _acts(found: Any) -> bool:
    """Whether an object holds an action, itself or in what it is made of."""
    if isinstance(found, IndirectObject):
        return False
    if isinstance(found, DictionaryObject):
        named = found.get("/S")  # its name may be an object of its own
        if "/JS" in found or (named is not None and named.get_object() in PDF_ACTIONS):
            return True
        return any(_acts(inner) for inner in found.values())
    return isinstance(found, ArrayObject) and any(_acts(inner) for inner in found)


def _flaw_of_image(content: bytes) -> str | None:
    try:
        with Image.open(io.BytesIO(content), formats=["PNG", "JPEG"]) as image:
            if image.width * image.height > MOST_PIXELS:
                return TOO_LARGE
            image.verify()  # the sums of a PNG
        with Image.open(io.BytesIO(content), formats=["PNG", "JPEG"]) as image:
            image.load()
    except (*UNREADABLE, SyntaxError, Image.DecompressionBombError):
        return INCOMPLETE
    return None


def _flaw_of_archive(content: bytes) -> str | None:
    """Each entry is read to its end, which checks its sum."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if archive.testzip() is not None:
                return INCOMPLETE
            if MANIFEST in archive.namelist() and LOCK in _first_bytes_of(archive, MANIFEST):
                return LOCKED
            is_active = any(_entry_acts(archive, entry) for entry in archive.infolist())
    except UNREADABLE:
        return INCOMPLETE
    return ACTIVE if is_active else None


def _entry_acts(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Whether a part is a program or an embedded object under any name, or is followed elsewhere
    without a press of a key.
    """
    opening = _first_bytes_of(archive, entry)
    if opening.startswith(OLE):
        return True
    if opening.startswith(b"PK\x03\x04"):
        return _inner_acts(archive, entry)
    is_leading = LEADING.search(entry.filename.lower()) is not None
    is_text = opening.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<")
    return (is_leading or is_text) and _leads(archive, entry, is_whole=is_leading)


def _inner_acts(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Whether a document inside of another acts, as the workbook of a chart may."""
    if entry.file_size > LARGEST_INSIDE:
        return True
    content = archive.read(entry)
    return _office_type(content) is None or _flaw_of_archive(content) is not None


def _leads(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, is_whole: bool) -> bool:
    """Whether a part leads elsewhere; unless it is read whole, what cannot is told by its bytes."""
    with archive.open(entry) as part:
        if not is_whole and not any(map(TO_READ.search, _overlapping(part))):
            return False
    read = _Part()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = read.begin, read.end
    parser.CharacterDataHandler = read.told
    if is_whole:
        parser.StartDoctypeDeclHandler = _refuse
    with archive.open(entry) as part:
        parser.ParseFile(part)
    return read.leads or any(map(_fetches, read.fields))


def _overlapping(part: IO[bytes]) -> Iterator[bytes]:
    """A part in pieces, each of which begins with the end of the one before."""
    before = b""
    while piece := part.read(MAX_READ_BYTES):
        yield before + piece
        before = piece[-64:]


def _refuse(*_: object) -> None:
    raise ValueError("a type of document, which names others")


class _Part:
    """A part of an office document, read from its beginning to its end.

    `fields` are the codes of the fields that are open, `None` for one whose result is being read: a
    code is cut over several runs, and a field stands in another.
    """

    def __init__(self) -> None:
        self.leads = False
        self.fields: list[str | None] = []
        self.reading: str | None = None
        self.formula = ""

    def begin(self, name: str, said: dict[str, str]) -> None:
        local, given = _local(name), {_local(each): value for each, value in said.items()}
        self.leads |= _is_followed(name, said) or _is_fetching(given.get("formula", ""))
        if local == "fldSimple":
            self.leads |= _fetches(given.get("instr"))
        elif local == "fldChar":
            self._turn(given.get("fldCharType", ""))
        self.reading = local if local in IN_A_FIELD | FORMULAS else None
        self.formula = ""

    def told(self, text: str) -> None:
        if self.reading in FORMULAS:
            self.formula += text
        elif self.reading and self.fields and self.fields[-1] is not None:
            self.fields[-1] += text

    def end(self, name: str) -> None:
        self.leads |= _is_fetching(self.formula)
        self.reading, self.formula = None, ""

    def _turn(self, where: str) -> None:
        """At the beginning of a field, before its result, or at its end."""
        if where == "begin":
            # A name that another field makes could be any.
            self.leads |= any(one is not None and not one.strip() for one in self.fields[-1:])
            self.fields.append("")
        elif self.fields:
            self.leads |= _fetches(self.fields.pop())
            if where == "separate":
                self.fields.append(None)


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _fetches(code: str | None) -> bool:
    """Whether the code of a field fetches something elsewhere: its first word says so."""
    return FETCHING_FIELD.match(code or "") is not None


def _is_fetching(formula: str) -> bool:
    return FETCHING_FORMULA.search(QUOTED.sub("", formula)) is not None


def _is_followed(name: str, said: dict[str, str]) -> bool:
    """Whether an element of an office document fetches something elsewhere when it is opened."""
    if said.get("TargetMode", "").strip().lower() == "external":
        return said.get("Type") not in LINKS
    if said.get("Type", "").rpartition("/")[2] in RELATIONS_THAT_ACT:
        return True
    outside = OUTSIDE.match(said.get(HREF, "")) is not None
    return bool(EXCHANGES.fullmatch(_local(name)) or (outside and name not in PRESSED))


def without_metadata(known: FileType, content: bytes) -> bytes:
    """An image that says nothing but its picture and which side is up; another file as it is."""
    if known not in {PNG, JPEG}:
        return content
    with Image.open(io.BytesIO(content), formats=["PNG", "JPEG"]) as image:
        image.load()
        told = ABOUT_A_PICTURE & image.info.keys() or getattr(image, "text", None)
        if not told:
            return content
        upright = Image.Exif()
        if side := image.getexif().get(ORIENTATION):
            upright[ORIENTATION] = side
        kept, how = io.BytesIO(), {"exif": upright, "icc_profile": image.info.get("icc_profile")}
        if known == JPEG:
            how |= {"quality": "keep" if image.format == "JPEG" else 95, "comment": b""}
        image.save(kept, known.word, **how)
    return kept.getvalue()


def _office_type(content: bytes) -> FileType | None:
    """The type of an office document without macros, else None; nothing is unpacked to disk."""
    if content.count(b"PK\x01\x02") > MAX_ARCHIVE_ENTRIES:
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _type_of_archive(archive)
    except UNREADABLE:
        return None


def _type_of_archive(archive: zipfile.ZipFile) -> FileType | None:
    entries = archive.infolist()
    inflated = sum(entry.file_size for entry in entries)
    if not entries or inflated > MAX_INFLATED_BYTES or any(_is_unsafe(entry) for entry in entries):
        return None
    names = {entry.filename for entry in entries}
    if entries[0].filename == "mimetype" and entries[0].compress_type == zipfile.ZIP_STORED:
        named = _first_bytes_of(archive, "mimetype").decode("ascii", "replace")
        return next((known for known in (ODT, ODS) if known.content_type == named), None)
    if "[Content_Types].xml" not in names:
        return None
    parts = _first_bytes_of(archive, "[Content_Types].xml").decode("utf-8", "replace")
    found = [
        known for known in (DOCX, XLSX) if f'ContentType="{known.content_type}.main+xml"' in parts
    ]
    is_program = re.search("macroEnabled|macrosheet", parts, re.IGNORECASE)
    return found[0] if len(found) == 1 and not is_program else None


def _is_unsafe(entry: zipfile.ZipInfo) -> bool:
    """Whether an entry is encrypted, a program, or has a path outside of the archive."""
    name = entry.filename.replace("\\", "/").lower()
    leaves = name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0]
    program = name.endswith(MACROS) or name.startswith(SCRIPTS)
    return leaves or program or bool(entry.flag_bits & 1)


def _first_bytes_of(archive: zipfile.ZipFile, entry: zipfile.ZipInfo | str) -> bytes:
    with archive.open(entry) as part:
        return part.read(MAX_READ_BYTES)


def tidy_name(name: str, known: FileType) -> str:
    """The last part of a path, without unprintable characters, with an ending of its type."""
    last = PurePath(name.replace("\\", "/").replace("\0", "")).name.translate(BIDIRECTIONAL_MARKS)
    shown = " ".join("".join(c if c.isprintable() else " " for c in last).split())
    path = PurePath(shown.strip(". ") or "piece")
    ending = path.suffix.lower()
    every = {one for each in TYPES for one in each.endings}
    stem = path.stem if ending in every else path.name
    ending = ending if ending in known.endings else known.endings[0]
    return f"{stem[: MAX_NAME_LENGTH - len(ending)]}{ending}"


def weight(size: int) -> str:
    """`84 ko`, `1,2 Mo`: rounded up, so that a size above a limit is never shown as the limit."""
    if size <= 999_000:
        return f"{math.ceil(size / 1_000)}\u00a0ko"
    tenths = math.ceil(size / 100_000)
    return f"{tenths // 10}{f',{tenths % 10}' if tenths % 10 else ''}\u00a0Mo"


def too_heavy_sentence(size: int, limit_mb: int) -> str:
    """The sentence that refuses a file above the limit."""
    return (
        f"Ce fichier pèse {weight(size)}, au-delà de la limite de {limit_mb}\u00a0Mo. "
        "Il n’est pas enregistré."
    )
