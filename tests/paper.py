"""A page on A4, as the browser prints it: its tables are those of the screen, and nothing acts.

One page of each view that has a table, the first that a run looks at; all of them with FUZZ.
"""

import hashlib
import io
import os
import re
import unicodedata
from urllib.parse import urlsplit

from django.urls import resolve
from pypdf import PdfReader

from tests import shared

# What margins of 18 mm leave of A4, upright and across.
PORTRAIT, LANDSCAPE = {"width": 657, "height": 930}, {"width": 986, "height": 600}
IS_ACROSS = "() => getComputedStyle(document.body).page === 'wide'"
# The rows of the tables of a page that are seen, without the tables to fill.
ROWS = """() => [...document.querySelectorAll("main table")]
    .filter((table) => table.checkVisibility() && !table.closest("form"))
    .map((table) => [...table.rows].filter((row) => row.checkVisibility()).map((row) => {
        const seen = row.cloneNode(true);
        const left = ".visually-hidden, .in-full, .screen-only, svg";
        seen.querySelectorAll(left).forEach((one) => one.remove());
        return {text: seen.textContent, part: row.parentElement.tagName};
    }))"""
# What is wrong of a page laid out for paper.
FAULTS = """() => {
    const seen = (selector) => [...document.querySelectorAll(selector)]
        .filter((one) => one.checkVisibility() && !one.closest("form"));
    const cut = seen("main :is(td, th)").find((one) => {
        const {right, left} = one.getBoundingClientRect();
        return right > innerWidth + 1 || left < -1 || one.scrollWidth > one.clientWidth + 1;
    });
    const block = seen("main tr").find((one) => getComputedStyle(one).display !== "table-row");
    const act = seen("button, input, select, textarea, .btn, nav a").at(0);
    const folded = seen("main details:not(:has(form))").find(
        (one) => [...one.children].some((part) => part.matches(":not(summary)")
            && !part.checkVisibility({contentVisibilityAuto: true})));
    const found = {cut, block, act, folded};
    return Object.keys(found).filter((name) => found[name])
        .map((name) => `${name}: ${found[name].outerHTML.slice(0, 200)}`);
}"""


def once_printed(page) -> None:
    """Print a page with a table, unless another page of its view was printed before."""
    if not page.locator("main table:not(form *)").count():
        return
    path = urlsplit(page.url).path
    what = path if "FUZZ" in os.environ else resolve(path).view_name
    mark = shared.folder / f"printed-{hashlib.sha256(what.encode()).hexdigest()}"
    if mark.exists():
        return
    mark.touch()
    faults = compare(page)
    assert faults == [], f"{page.url}, printed: {faults}"


def compare(page) -> list[str]:
    """What the paper lacks of the tables of a page shown at a desk, or has beside them."""
    tables, screen = page.evaluate(ROWS), solid(page.locator("main").inner_text())
    size = page.viewport_size
    page.emulate_media(media="print")
    page.set_viewport_size(LANDSCAPE if page.evaluate(IS_ACROSS) else PORTRAIT)
    faults = page.evaluate(FAULTS)
    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    page.emulate_media(media="screen")
    page.set_viewport_size(size)
    said = [solid(sheet.extract_text()) for sheet in sheets]
    faults += [
        f"page {number} does not say so"
        for number, text in enumerate(said, 1)
        if solid(f"Page {number} sur {len(said)}") not in text
    ]
    return faults + missing(tables, "".join(said), screen)


def missing(tables, paper: str, screen: str) -> list[str]:
    """The rows that a paper does not have in their order, and totals that it has twice."""
    faults, place = [], 0
    rows = [(solid(row["text"]), row["part"]) for table in tables for row in table]
    for text, part in rows:
        found = paper.find(text, place)
        if found < 0:
            faults.append(f"no row {text}")
            continue
        place = found + len(text)
        # Words for those who hear the page stand inside a total on the screen alone.
        told = max(rows.count((text, part)), screen.count(text))
        if part == "TFOOT" and paper.count(text) > told:
            faults.append(f"a total told again: {text}")
    return faults


def solid(text: str) -> str:
    """Words without their spaces, which a line or a page may break."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
