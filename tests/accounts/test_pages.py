"""What every page has: a title, one heading, French words, an answer when there is nothing."""

import re

import pytest
from django.test import Client
from django.urls import NoReverseMatch, resolve, reverse

from accounts.enums import Role
from tests.accounts.house import House
from tests.accounts.test_matrix import EXPECTED, ask, members, opened_pages
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.places import PlaceFactory
from tests.factories.programmes import ParticipationFactory, ProgrammeFactory
from tests.passnum.test_headers import lacking
from tests.reading import bare_numbers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TITLE = re.compile(r"<title>\s*(.*?)\s*</title>", re.DOTALL)
HEADINGS = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
TAGS = re.compile(r"<(script|style|svg)\b.*?</\1>|<[^>]+>", re.DOTALL)
FORBIDDEN = re.compile(
    r"\b(veuillez|invalide|succès|désolé|oups|none|true|false|undefined)\b"
    r"|\b\d{4}-\d\d-\d\d\b|(?<=\d) [%€]| [!:;?»]|« ",
    re.IGNORECASE,
)
FILE_NAME = re.compile(r'filename="([^"]+)"')
WORD = re.compile(r"(?<![a-z\d])[a-z]{2,}(?![a-z\d])")
LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"?#]*)')
GETS = {name: codes for (method, name), codes in EXPECTED.items() if method == "GET"}
LISTS = {
    "reporting:reports",
    "events:journal",
    "dossiers:conventions",
    "beneficiaries:index",
    "beneficiaries:reglements",
    "beneficiaries:establishments",
    "distribution:stock",
    "ordering:orders",
    "distribution:counter",
    "places:index",
    "finance:index",
    "finance:expenses",
}
NOTHING = re.compile(r'<div class="empty">|Aucun', re.IGNORECASE)


def is_of_no_row(name: str) -> bool:
    try:
        return bool(reverse(name))
    except NoReverseMatch:
        return False


def pages(role: Role):
    """Each page that a role opens, by the name of its address."""
    for opened_by, name, _, answer in opened_pages():
        is_page = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
        if opened_by == role and is_page:
            yield name, answer.text


def faults(html: str) -> list[str]:
    """What a page lacks or should not say."""
    # A drawing has its own title, outside the head.
    titles, headings = TITLE.findall(html.partition("</head>")[0]), HEADINGS.findall(html)
    words = TAGS.sub(" ", html)
    return [
        *([] if len(titles) == 1 and len(titles[0].split()) > 3 else [f"titles: {titles}"]),
        *([] if len(headings) == 1 and TAGS.sub("", headings[0]).strip() else ["headings"]),
        *[found.group() for found in FORBIDDEN.finditer(words)],
        *bare_numbers(html),
    ]


def linked(html: str) -> set[str]:
    """The names of the addresses that a page links to, but that of a file to add: who may depends
    on what the file is for.
    """
    return {resolve(path).view_name for path in LINK.findall(html)} - {"files:add"}


@pytest.mark.parametrize("role", Role)
def test_every_page_has_a_title_one_heading_and_the_words_of_the_house(role):
    found = {name: faults(html) for name, html in pages(role)}

    assert found
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("role", Role)
def test_no_page_leads_to_one_that_the_role_may_not_open(role):
    refused = {
        name: sorted(to)
        for name, html in pages(role)
        if (to := {one for one in linked(html) if EXPECTED.get(("GET", one), {}).get(role) == 403})
    }

    assert refused == {}


@pytest.mark.parametrize("role", Role)
def test_the_head_of_each_page_says_in_which_part_it_is(role):
    lost = {name for name, html in pages(role) if "aria-current" not in html.partition("<main")[0]}

    assert lost == {"account_logout"}


def test_no_two_pages_of_a_role_share_a_title():
    titles = {}
    for name, html in pages(Role.MANAGER):
        titles.setdefault(TITLE.search(html)[1], []).append(name)

    assert {title: names for title, names in titles.items() if len(names) > 1} == {}


@pytest.mark.parametrize("role", [role for role in Role if role != Role.MEDIATOR])
def test_a_programme_that_begins_says_on_every_list_that_there_is_nothing(role):
    programme = ProgrammeFactory()
    if role == Role.DISTRIBUTOR:
        organisation = ParticipationFactory(programme=programme).organisation
    else:
        organisation = programme.authority
    client = sign_in(Client(), UserFactory(role=role, organisation=organisation))
    found = {}
    for name, codes in GETS.items():
        if codes[role] == 200 and is_of_no_row(name):
            answer = client.get(reverse(name))
            html = answer.text if answer["Content-Type"].startswith("text/html") else ""
            found[name] = [answer.status_code, *(faults(html) if html else [])]
            if name in LISTS and not NOTHING.search(html):
                found[name].append("says nothing of being empty")

    assert found
    assert {name: wrong for name, wrong in found.items() if wrong != [200]} == {}


def test_a_place_that_received_nobody_today_says_so():
    place = PlaceFactory(programme=ProgrammeFactory())
    organisation = place.structure.organisation
    client = sign_in(Client(), UserFactory(role=Role.MEDIATOR, organisation=organisation))

    assert "Aucun pass encaissé aujourd’hui." in client.get(reverse("mediation:today")).text
    assert faults(client.get(reverse("mediation:redeem")).text) == []


# Beside the codes of programmes and conventions, the versions, the quarters, and the files that
# somebody gave, which keep their name.
NAMES_OF_FILES = (
    "a_surveiller avenant bordereau envoi commandes marches conventions deliberations depenses"
    " ecarts echeances etablissements financement budgetaires cles compte de lieux lignes journal"
    " organisations plans point recu seances subventions appareils registre traitements roles"
    " trimestriel tout copie donnees carnets bloques remise service arrete regie depot"
    " remises emploi tous les depots comptages pv comptage parcours jamais entames"
    " repartition lettres fins validite etat contradictoire avoir tirages tirage"
    " csv ics json pdf xlsx"
)


def test_every_page_of_every_role_has_the_headers():
    found = {(role, name): lacking(answer) for role, name, _, answer in opened_pages()}

    assert {where: wrong for where, wrong in found.items() if wrong} == {}


def test_every_file_has_a_french_name():
    house = House()
    known = WORD.findall(f"{NAMES_OF_FILES} {house.programme.code} {house.convention.code}")
    names = {}
    for role, client in members(house).items():
        for opened_by, name, _, page in opened_pages():
            if opened_by != role or page.status_code != 200 or name == "files:download":
                continue
            query = "?fichier=csv" if b"fichier=csv" in page.content else ""
            answer = ask(client, "GET", house.url(name) + query) if query else page
            if said := answer.get("Content-Disposition"):
                names[name] = FILE_NAME.search(said)[1]
    foreign = {name: file for name, file in names.items() if {*WORD.findall(file)} - {*known}}

    assert len(names) > 15
    assert foreign == {}


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("<p>10000\u00a0pass</p>", ["10000"]),
        ("<p>soit 1234 <b>€</b></p>", ["1234"]),
        ('<td class="num">12500</td>', ["12500"]),
        ("<p>10\u00a0000\u00a0pass, 2023 et 12345, n°\u00a02001 à 3000</p>", []),
        ("<p>62000 Arras, carnets 01001 à 02000, 2023-204 du 15 mai 2023 inclus</p>", []),
        ("<option>12500 pass</option>", []),
    ],
)
def test_a_number_whose_thousands_are_not_parted_is_found(written, found):
    assert bare_numbers(written) == found
