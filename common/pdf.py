"""PDF documents: tagged A4 pages made from a template of `templates/documents/`."""

import datetime as dt
import hashlib
import mimetypes
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.template.loader import render_to_string

# An address that does not exist: those below it are files of our static folder, others are refused.
STATIC = "https://static.invalid/"


def render(
    template: str,
    context: Mapping[str, Any],
    *,
    title: str,
    base: str,
    made_at: dt.datetime | None = None,
) -> bytes:
    """The same template, context and arguments give the same bytes.

    `base` identifies the content (its reference, or the hash of its frozen data); the identifier of
    the file is computed from it. `made_at` is written as its day of creation.
    """
    # Imported here, because it needs Pango and takes half a second.
    from weasyprint import HTML  # noqa: PLC0415

    html = render_to_string(template, {**context, "title": title, "made_at": made_at})
    document = HTML(string=html, base_url=STATIC, url_fetcher=_fetcher())
    return bytes(
        document.write_pdf(
            pdf_variant="pdf/ua-1",
            pdf_identifier=hashlib.sha256(f"{title}\n{base}".encode()).digest()[:16],
        )
    )


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
