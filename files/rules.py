"""What a file is, told by its content: never by its name, nor by what a browser says."""

import io
import lzma
import math
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePath

import puremagic

MOST_ENTRIES = 5_000
MOST_INFLATED = 500_000_000
MOST_READ = 1_000_000
LONGEST_NAME = 200
MACROS = "vbaproject.bin"
SCRIPTS = ("basic/", "scripts/")
# Bidirectional marks: they would show « facturexcod.pdf » for a name that ends otherwise.
MARKS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C])

# All that a damaged or forged archive may raise.
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    ValueError,
    OSError,
)


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file that is kept: its word, its media type, and the endings that its name has."""

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
WORDS = "PDF, PNG, JPEG, ODT, ODS, DOCX ou XLSX"
# How each one opens; nothing may come before.
OPENINGS = {PDF: b"%PDF-", PNG: b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", JPEG: b"\xff\xd8\xff"}


def recognise(content: bytes) -> FileType | None:
    """What a file is; None for anything that is not kept."""
    if content.startswith(b"PK\x03\x04"):
        return _office_type(content)
    return next(
        (
            known
            for known, opening in OPENINGS.items()
            if content.startswith(opening) and _is_believed(content, known)
        ),
        None,
    )


def _is_believed(content: bytes, known: FileType) -> bool:
    """Whether the register of signatures says the same."""
    found = {match.mime_type for match in puremagic.magic_string(content)}
    return known.content_type in found


def _office_type(content: bytes) -> FileType | None:
    """A text or a sheet of an office suite, without macros; nothing of it is unpacked."""
    if content.count(b"PK\x01\x02") > MOST_ENTRIES:
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _type_of(archive)
    except UNREADABLE:
        return None


def _type_of(archive: zipfile.ZipFile) -> FileType | None:
    entries = archive.infolist()
    inflated = sum(entry.file_size for entry in entries)
    if not entries or inflated > MOST_INFLATED or any(_is_odd(entry) for entry in entries):
        return None
    names = {entry.filename for entry in entries}
    if entries[0].filename == "mimetype" and entries[0].compress_type == zipfile.ZIP_STORED:
        named = _start_of(archive, "mimetype").decode("ascii", "replace")
        return next((known for known in (ODT, ODS) if known.content_type == named), None)
    if "[Content_Types].xml" not in names:
        return None
    parts = _start_of(archive, "[Content_Types].xml").decode("utf-8", "replace")
    found = [
        known for known in (DOCX, XLSX) if f'ContentType="{known.content_type}.main+xml"' in parts
    ]
    return found[0] if len(found) == 1 and "macroEnabled" not in parts else None


def _is_odd(entry: zipfile.ZipInfo) -> bool:
    """Outside of its folder, encrypted, or a program."""
    name = entry.filename.replace("\\", "/").lower()
    leaves = name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0]
    program = name.endswith(MACROS) or name.startswith(SCRIPTS)
    return leaves or program or bool(entry.flag_bits & 1)


def _start_of(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as entry:
        return entry.read(MOST_READ)


def tidy_name(name: str, known: FileType) -> str:
    """The last part of a name, printable, with the ending of what the file is."""
    last = PurePath(name.replace("\\", "/").replace("\0", "")).name.translate(MARKS)
    shown = " ".join("".join(c if c.isprintable() else " " for c in last).split())
    path = PurePath(shown.strip(". ") or "piece")
    ending = path.suffix.lower()
    every = {one for each in TYPES for one in each.endings}
    stem = path.stem if ending in every else path.name
    ending = ending if ending in known.endings else known.endings[0]
    return f"{stem[: LONGEST_NAME - len(ending)]}{ending}"


def weight(size: int) -> str:
    """`84 ko`, `1,2 Mo`, rounded up: what is above a limit never reads as the limit."""
    if size <= 999_000:
        return f"{math.ceil(size / 1_000)}\u00a0ko"
    tenths = math.ceil(size / 100_000)
    return f"{tenths // 10}{f',{tenths % 10}' if tenths % 10 else ''}\u00a0Mo"


def too_heavy(size: int, limit_mb: int) -> str:
    """What is said of a file above the limit."""
    return (
        f"Ce fichier pèse {weight(size)}, au-delà de la limite de {limit_mb}\u00a0Mo. "
        "Il n’est pas enregistré."
    )
