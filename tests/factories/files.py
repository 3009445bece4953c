"""Files as small as their type allows, and files kept with a row."""

import io
import struct
import zipfile
import zlib

from audit.actors import SYSTEM
from files import actions
from files.enums import FileKind
from tests.factories.accounts import NOON

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"


def png() -> bytes:
    """One grey pixel."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0\x80"))
        + chunk(b"IEND", b"")
    )


def archive(*entries: tuple[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these entries, in order; `mimetype` is stored, as OpenDocument asks."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", compression) as made:
        for name, content in entries:
            how = zipfile.ZIP_STORED if name == "mimetype" else compression
            made.writestr(zipfile.ZipInfo(name), content, compress_type=how)
    return kept.getvalue()


def opendocument(kind: str = "text") -> bytes:
    media = f"application/vnd.oasis.opendocument.{kind}".encode()
    return archive(("mimetype", media), ("content.xml", b"<office:document-content/>"))


def openxml(part: str = "wordprocessingml.document", *more: tuple[str, bytes]) -> bytes:
    media = f"application/vnd.openxmlformats-officedocument.{part}.main+xml"
    types = f'<Types><Override PartName="/main.xml" ContentType="{media}"/></Types>'.encode()
    return archive(("[Content_Types].xml", types), ("main.xml", b"<w/>"), *more)


def file_of(row, *, content: bytes = PDF, title: str = "Texte adopté", **facts):
    """A file kept with a row, by the action."""
    facts = {
        "kind": FileKind.TEXT,
        "file_name": "texte.pdf",
        "by": SYSTEM.at(NOON),
    } | facts
    return actions.add(row, title=title, content=content, **facts)
