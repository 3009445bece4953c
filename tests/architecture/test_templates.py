"""Templates: each is used, by a file that names it."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
FOLDER = ROOT / "templates"
COMMENT = re.compile(r"{% comment %}.*?{% endcomment %}", re.DOTALL)
# « Demande de Émilie », « plus que Arras »: common.formats.of elides.
NAMED = (
    "full_name|name|person|depot|organisation|commune|structure|place|funder|supplier|holder|user"
    "|authority|programme|beneficiary|(?:proposed|decided)_by"
)
BEFORE_NAME = re.compile(rf"\b(?:de|que) {{{{1,2}} ?(?:\w+\.)*(?:{NAMED})\b(?![.|])[^}}]*}}")
# A telephone goes through common.formats.typeset.
CUT_TELEPHONE = re.compile(r"{{ ?(?:\w+\.)*(?:phone|hotline)(?!\|typeset)\b[^}]*}}")
# What is paid beside the passes has one name: « coûts annexes » (docs/glossary.md).
OTHER_NAMES = re.compile(
    r"ing[ée]nierie|(?:frais|dépenses?) annexes?|(?:coûts?|dépenses?|frais) d’(?:accompagn|étude)",
    re.IGNORECASE,
)
# A lot of which the mandat is confirmed is « en service », and its passes (docs/glossary.md).
OF_SERVICE = re.compile(r"\bactifs?\b|\blots? activés?\b", re.IGNORECASE)
# Accounts of people; the frozen data of reports, whose bytes stay.
ACTIVE_OTHERWISE = {"accounts/models.py", "reporting/readings/reports.py"}
# A number of things as Python writes it, but in an attribute: « 1200 fichiers ».
BARE_COUNT = re.compile(r"""(?<!=)\{(?:len|sum)\([^{}]*\)[^{}(]*\}|\|length }}(?!")""")
# A part that stands alone, with what it is given.
INCLUDED = re.compile(r'{% include "([^"]+)" with (.+?) only %}')
GIVEN = re.compile(r"(\w+)=")
READ_BY_TAGS = {"request"}  # the page of a table is in the address
# Those that Django and allauth name.
OF_LIBRARIES = {
    "400.html",
    "403.html",
    "403_csrf.html",
    "404.html",
    "500.html",
    "account/account_inactive.html",
    "account/login.html",
    "account/logout.html",
    "django/forms/widgets/select.html",
}


def sources():
    """What each file that may use a template says, without its comments."""
    for folder in ROOT.iterdir():
        if (folder / "__init__.py").exists() and folder.name != "tests":
            for file in folder.rglob("*.py"):
                yield file, file.read_text()
    for file in FOLDER.rglob("*.html"):
        yield file, COMMENT.sub("", file.read_text())


def test_every_template_is_used():
    texts = dict(sources())
    unused = {
        name
        for template in FOLDER.rglob("*.html")
        if (name := str(template.relative_to(FOLDER)))
        and not any(name in text for file, text in texts.items() if file != template)
    }

    assert unused - OF_LIBRARIES == set()


def test_what_a_part_is_given_is_in_its_comment_and_is_read():
    """The comment of a component is its documentation."""
    wrong = set()
    for file in FOLDER.rglob("*.html"):
        for name, given in INCLUDED.findall(file.read_text()):
            comment, _, body = (FOLDER / name).read_text().partition("{% endcomment %}")
            for one in GIVEN.findall(re.sub(r'"[^"]*"', "", given)):
                word = re.compile(rf"\b{one}\b")
                if not word.search(comment) or (not word.search(body) and one not in READ_BY_TAGS):
                    wrong.add((name, one))

    assert wrong == set()


def test_no_template_of_the_libraries_list_is_missing():
    assert {name for name in OF_LIBRARIES if not (FOLDER / name).exists()} == set()


def unelided(text):
    return [found[0] for found in BEFORE_NAME.finditer(text)]


@pytest.mark.parametrize(
    "planted",
    [
        "Demande de {{ person.full_name }}",
        'f"stock de {depot}"',
        "plus que {{ place }}",
        'f"{act} de {row.user}"',
    ],
)
def test_a_name_after_a_bare_preposition_is_found(planted):
    assert len(unelided(planted)) == 1


def test_what_belongs_to_a_name_is_written_by_one_function():
    found = {file.name: unelided(text) for file, text in sources() if unelided(text)}

    assert found == {"formats.py": ["de {name}"]}


@pytest.mark.parametrize(
    "planted", ['f"{len(found) - 1} autres mois"', "Les {{ todays|length }} dernières"]
)
def test_a_count_whose_thousands_are_not_parted_is_found(planted):
    assert BARE_COUNT.search(planted)


def test_the_thousands_of_counts_are_parted_by_one_function():
    found = {
        str(file.relative_to(ROOT)): BARE_COUNT.findall(text)
        for file, text in sources()
        if BARE_COUNT.search(text) and not {"management", "bench"} & {*file.parts}
    }

    assert found == {}


@pytest.mark.parametrize("planted", ["{{ place.phone }}", '{{ hotline|default:"non indiqué" }}'])
def test_a_telephone_that_a_line_may_cut_is_found(planted):
    assert CUT_TELEPHONE.search(planted)


def test_no_line_ends_inside_a_telephone():
    found = {
        str(file.relative_to(ROOT)): CUT_TELEPHONE.findall(text)
        for file, text in sources()
        if CUT_TELEPHONE.search(text)
    }

    assert found == {}


@pytest.mark.parametrize("planted", ["tous actifs", "Actif", "Lot activé"])
def test_another_word_of_what_is_in_service_is_found(planted):
    assert OF_SERVICE.search(planted)


def test_what_may_be_handed_out_has_one_word():
    guides = [(file, file.read_text()) for file in (ROOT / "docs" / "guide").glob("*.md")]
    found = {
        name
        for file, text in [*sources(), *guides]
        if OF_SERVICE.search(text)
        and not (name := str(file.relative_to(ROOT))).startswith("accounts/migrations")
    }

    assert found == ACTIVE_OTHERWISE


@pytest.mark.parametrize("planted", ["Dépenses d’ingénierie", "frais annexes", "Coût d’étude"])
def test_another_name_of_the_costs_beside_passes_is_found(planted):
    assert OTHER_NAMES.search(planted)


def test_the_costs_beside_passes_have_one_name():
    guides = [(file, file.read_text()) for file in (ROOT / "docs" / "guide").glob("*.md")]
    found = {
        file.name: OTHER_NAMES.findall(text)
        for file, text in [*sources(), *guides]
        if OTHER_NAMES.search(text)
    }

    assert found == {}
