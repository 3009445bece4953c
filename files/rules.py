"""The type of a file, found from its content: its name and its browser are not trusted."""

import io
import lzma
import math
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePath

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

# Exceptions that a damaged or forged archive may raise.
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
    return next(
        (known for known, opening in FIRST_BYTES.items() if content.startswith(opening)), None
    )


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
    return found[0] if len(found) == 1 and "macroEnabled" not in parts else None


def _is_unsafe(entry: zipfile.ZipInfo) -> bool:
    """Whether an entry is encrypted, a program, or has a path outside of the archive."""
    name = entry.filename.replace("\\", "/").lower()
    leaves = name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0]
    program = name.endswith(MACROS) or name.startswith(SCRIPTS)
    return leaves or program or bool(entry.flag_bits & 1)


def _first_bytes_of(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as entry:
        return entry.read(MAX_READ_BYTES)


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
