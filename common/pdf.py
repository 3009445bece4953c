"""PDF documents: tagged A4 pages made from a template of `templates/documents/`, to be archived."""

import datetime as dt
import hashlib
import mimetypes
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.template.loader import render_to_string

# An address that does not exist: those below it are files of our static folder, others are refused.
STATIC = "https://static.invalid/"
# What says PDF/UA-1 beside PDF/A-3a: the second wants a schema of the first (ISO 19005-3, 6.6.2.3).
ACCESSIBLE = b"""
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
  xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag>
<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>
<rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>PDF/UA</pdfaProperty:description></rdf:li>
</rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file inside a PDF, from which its pages are made."""

    name: str
    content: str
    description: str


def render(
    template: str,
    context: Mapping[str, Any],
    *,
    title: str,
    base: str,
    made_at: dt.datetime | None = None,
    attached: Sequence[Attached] = (),
) -> bytes:
    """The same template, context and arguments give the same bytes.

    `base` identifies the content (its reference, or the hash of its frozen data); the identifier of
    the file is computed from it. `made_at` is written as its day of creation, and that of what is
    `attached`. The file is PDF/A-3a and PDF/UA-1.
    """
    # Imported here, because it needs Pango and takes half a second.
    from weasyprint import HTML, Attachment  # noqa: PLC0415

    html = render_to_string(template, {**context, "title": title, "made_at": made_at})
    document = HTML(string=html, base_url=STATIC, url_fetcher=_fetcher())
    return bytes(
        document.write_pdf(
            pdf_variant="pdf/a-3a",
            pdf_identifier=hashlib.sha256(f"{title}\n{base}".encode()).digest()[:16],
            finisher=_say_accessible,
            attachments=[
                Attachment(
                    string=one.content,
                    name=one.name,
                    description=one.description,
                    created=made_at,
                    modified=made_at,
                    relationship="Source",
                )
                for one in attached
            ],
        )
    )


def _say_accessible(document: Any, file: Any) -> None:
    """WeasyPrint says one standard only: the other is added where validators read it."""
    metadata = file.objects[int(file.catalog["Metadata"].split()[0])]
    metadata.stream = [
        part.replace(b"</rdf:RDF>", ACCESSIBLE + b"</rdf:RDF>") for part in metadata.stream
    ]


def static_file(url: str) -> Path | None:
    """The file of our static folder at an address, or None."""
    if not url.startswith(STATIC):
        return None
    root = Path(settings.BASE_DIR, "static").resolve()
    file = (root / unquote(urlsplit(url).path).lstrip("/")).resolve()
    return file if file.is_relative_to(root) and file.is_file() else None


def _fetcher() -> Any:
    """A class that fetches our static files only (against CVE-2026-55073 and similar)."""
    from weasyprint.urls import (  # noqa: PLC0415
        FatalURLFetchingError,
        URLFetcher,
        URLFetcherResponse,
    )

    class StaticOnly(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            file = static_file(url)
            if file is None:
                raise FatalURLFetchingError(f"address refused in a document: {url}")
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            content = _decompressed(file) if file.suffix == ".woff2" else file.read_bytes()
            return URLFetcherResponse(url, content, {"Content-Type": kind})

    return StaticOnly()


@cache
def _decompressed(font: Path) -> bytes:
    """A font as WeasyPrint uses it: it would decompress it for each document, for a fifth of the
    time that a document takes.
    """
    from fontTools.ttLib import woff2  # noqa: PLC0415 - with WeasyPrint

    content = BytesIO()
    woff2.decompress(BytesIO(font.read_bytes()), content)
    return content.getvalue()
