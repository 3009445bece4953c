"""Files as small as their type allows, and files kept with a row."""

import io
import zipfile
from collections.abc import Callable

from PIL import Image
from pypdf import PdfWriter

from audit.actors import SYSTEM
from files import actions
from files.enums import FileKind
from tests.factories.accounts import NOON


def pdf(change: Callable[[PdfWriter], object] = lambda _: None) -> bytes:
    """One blank page, and what `change` adds."""
    kept, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(200, 200)
    change(writer)
    writer.write(kept)
    return kept.getvalue()


def picture(kind: str = "JPEG", **how) -> bytes:
    """Some grey pixels."""
    kept = io.BytesIO()
    Image.new("L", (40, 20), 128).save(kept, kind, **how)
    return kept.getvalue()


PDF, JPEG = pdf(), picture()


def png() -> bytes:
    return picture("PNG")


def archive(*entries: tuple[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these entries, in order; `mimetype` is stored, as OpenDocument asks."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", compression) as made:
        for name, content in entries:
            how = zipfile.ZIP_STORED if name == "mimetype" else compression
            made.writestr(zipfile.ZipInfo(name), content, compress_type=how)
    return kept.getvalue()


def opendocument(kind: str = "text", *more: tuple[str, bytes]) -> bytes:
    media = f"application/vnd.oasis.opendocument.{kind}".encode()
    return archive(("mimetype", media), *(more or [("content.xml", b"<document-content/>")]))


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
