"""The README and the docs point to what exists; the guides speak as the pages do."""

import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import Resolver404, resolve

ROOT: Path = settings.BASE_DIR
GUIDES = sorted((ROOT / "docs" / "guide").glob("*.md"))
TEXTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
QUOTED = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)
MAKE = re.compile(
    r"^\s*make (?:[A-Z_]+=\S+ )*([a-z]+)|`(?:[A-Z_]+=\S+ )*make ([a-z]+)", re.MULTILINE
)
TARGET = re.compile(r"^([a-z]+):", re.MULTILINE)
ADDRESS = re.compile(r"`(/[a-z0-9/-]*/|/)`")
FORBIDDEN = re.compile(
    r"\bveuillez\b|\bmerci de\b|\bdésolée?s?\b|\boups\b|\binvalides?\b|\bsuccès\b|!(?!\[)|\(e\)|·",
    re.IGNORECASE,
)
BREAKABLE = re.compile(r"\S (?:[:;?%€»])|« ")
HEAVIEST = 200 * 1024


def named(file: Path) -> str:
    return str(file.relative_to(ROOT))


def prose(file: Path) -> str:
    """The text without what is quoted from a terminal or a file."""
    return QUOTED.sub("", file.read_text())


def anchors(file: Path) -> set[str]:
    """What a link to a part of a text may name, as the forges make it from a heading."""
    headings = re.findall(r"^#+ (.+)$", file.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(file: Path) -> list[str]:
    """Links of a text, its images included, to no file or to no heading of the file."""
    broken = []
    for link in LINK.findall(prose(file)):
        if "://" in link or link.startswith("mailto:"):
            continue
        path, _, anchor = link.partition("#")
        target = file.parent / path if path else file
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    return broken


@pytest.mark.parametrize("file", TEXTS, ids=named)
def test_every_link_and_image_leads_somewhere(file):
    assert broken_links(file) == []


def test_a_link_to_nothing_is_found(tmp_path):
    text = tmp_path / "text.md"
    text.write_text("# One part\n[a](#one-part) [b](#no-part) ![c](no.png) `[d](quoted.md)`\n")

    assert broken_links(text) == ["#no-part", "no.png"]


@pytest.mark.parametrize("file", TEXTS, ids=named)
def test_every_make_command_named_exists(file):
    targets = set(TARGET.findall((ROOT / "Makefile").read_text()))
    asked = {first or second for first, second in MAKE.findall(file.read_text())}

    assert {"demo", "test", "check", "fuzz", "bench", "rehearse"} <= targets
    assert asked - targets == set()


def test_make_help_tells_of_every_command():
    told = subprocess.run(
        ["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    targets = set(TARGET.findall((ROOT / "Makefile").read_text())) - {"help"}

    assert set(re.findall(r"^  make (\w+) +\w", told, re.MULTILINE)) == targets


def test_the_readme_names_the_commands_of_every_day():
    asked = {first or second for first, second in MAKE.findall((ROOT / "README.md").read_text())}

    assert asked == {"demo", "test", "check", "fuzz", "bench", "rehearse"}


@pytest.mark.parametrize("file", [ROOT / "README.md", *GUIDES], ids=named)
def test_every_page_named_by_its_address_exists(file):
    missing = []
    for address in ADDRESS.findall(file.read_text()):
        try:
            resolve(address)
        except Resolver404:
            missing.append(address)

    assert missing == []


@pytest.mark.parametrize("file", GUIDES, ids=named)
def test_no_guide_uses_a_word_that_the_pages_refuse(file):
    assert FORBIDDEN.findall(prose(file)) == []


@pytest.mark.parametrize("file", GUIDES, ids=named)
def test_no_guide_lets_a_sign_go_alone_to_the_next_line(file):
    assert BREAKABLE.findall(prose(file)) == []


def test_every_guide_is_in_the_index():
    index = (ROOT / "docs" / "guide" / "README.md").read_text()

    assert len(GUIDES) > 5
    assert {file.name for file in GUIDES if file.name not in index} == {"README.md"}


def test_no_image_is_heavy_or_unused():
    images = sorted((ROOT / "docs" / "images").iterdir())
    text = "".join(file.read_text() for file in TEXTS)

    assert images
    assert [image.name for image in images if image.stat().st_size > HEAVIEST] == []
    assert [image.name for image in images if image.name not in text] == []
