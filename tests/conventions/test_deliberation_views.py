"""The pages of votes: list, chain, document, and the forms that enter, correct and tie them."""

import csv
import datetime as dt
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.actors import SYSTEM
from conventions.actions import deliberations, programmes
from conventions.actions.deliberations import OpinionSpec, VisaSpec
from conventions.enums import OpinionResult
from tests.conventions.reading import page, texts, words
from tests.factories.accounts import NOON
from tests.factories.conventions import ConventionFactory, DeliberationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
JOURNAL = {"by": SYSTEM, "at": NOON}
LIST = reverse("conventions:deliberations")
CHAIN = reverse("conventions:timeline")


@pytest.fixture
def earlier(programme):
    return DeliberationFactory(
        programme=programme,
        number="2020-176",
        assembly="Conseil départemental",
        session_on=dt.date(2020, 7, 6),
        subject="Une action immédiate",
    )


@pytest.fixture
def vote(programme):
    return DeliberationFactory(
        programme=programme,
        number="2022-284",
        session_on=dt.date(2022, 7, 4),
        votes_for=44,
        votes_against=0,
        abstentions=0,
    )


def numbers(response):
    return [row.record.number for row in response.context["listing"].table.paginated_rows]


def test_votes_are_listed_the_latest_first_and_counted(manager, earlier, vote):
    answer = manager.get(LIST)

    assert numbers(answer) == ["2022-284", "2020-176"]
    shown = texts(answer)
    assert "2 délibérations" in shown
    assert "La dernière : n° 2022-284, votée le 4 juillet 2022." in shown
    assert "44 pour, 0 contre, 0 abstention" in shown
    assert "vote non communiqué" in shown


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "immédiate"}, ["2020-176"]),
        ({"q": "2022"}, ["2022-284"]),
        ({"assemblee": "Conseil départemental"}, ["2020-176"]),
        ({"annee": "2022"}, ["2022-284"]),
        ({"vote": "connu"}, ["2022-284"]),
        ({"vote": "inconnu"}, ["2020-176"]),
        ({"tri": "number"}, ["2020-176", "2022-284"]),
        ({"tri": "-assembly"}, ["2020-176", "2022-284"]),
        ({"annee": "2020", "vote": "connu"}, []),
    ],
)
def test_filters_in_the_address_find_votes_and_their_files_hold_them(
    manager, earlier, vote, query, found
):
    assert numbers(manager.get(LIST, query)) == found
    if found:
        lines = manager.get(LIST, query | {"fichier": "csv"}).content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(lines), delimiter=";"))
        assert [row[0] for row in rows[1:]] == found
        book = openpyxl.load_workbook(
            io.BytesIO(manager.get(LIST, query | {"fichier": "xlsx"}).content)
        )
        assert [row[0].value for row in book.active.iter_rows(min_row=2)] == found


def test_none_yet_is_not_none_found(manager, programme):
    none_yet = texts(manager.get(LIST))
    DeliberationFactory(programme=programme)
    none_found = texts(manager.get(LIST, {"q": "introuvable"}))

    assert "Aucune délibération encore." in none_yet
    assert "Aucune délibération pour ces filtres." in none_found
    assert "Effacer les filtres" in none_found
    assert "0 délibération sur 1" in none_found


@pytest.mark.parametrize("url", [LIST, CHAIN])
def test_five_votes_ask_as_much_of_the_database_as_one(
    manager, programme, vote, url, django_assert_num_queries
):
    deliberations.edit(vote, visas=[VisaSpec("Vu le code")], **JOURNAL)
    with CaptureQueriesContext(connection) as asked:
        manager.get(url)
    for _ in range(4):
        made = DeliberationFactory(programme=programme, session_on=dt.date(2023, 1, 1))
        deliberations.edit(made, visas=[VisaSpec("Vu la 2022-284", vote)], **JOURNAL)

    with django_assert_num_queries(len(asked)):
        manager.get(url)


def test_a_document_asks_as_much_of_the_database_with_five_visas_as_with_one(
    manager, earlier, vote, django_assert_num_queries
):
    deliberations.edit(
        vote, visas=[VisaSpec("Vu", earlier)], opinions=[OpinionSpec("1ère")], **JOURNAL
    )
    with CaptureQueriesContext(connection) as asked:
        page(manager, "deliberation", vote)
    deliberations.edit(
        vote,
        visas=[VisaSpec(f"Vu {n}", earlier) for n in range(5)],
        opinions=[OpinionSpec(f"{n}ème") for n in range(2, 7)],
        **JOURNAL,
    )

    with django_assert_num_queries(len(asked)):
        page(manager, "deliberation", vote)


def test_the_chain_tells_each_link_in_words(manager, earlier, vote, programme):
    first = DeliberationFactory(
        programme=programme, number="2018-593", session_on=dt.date(2018, 12, 17)
    )
    deliberations.tie(earlier, first, text="Même stratégie", **JOURNAL)
    deliberations.edit(vote, visas=[VisaSpec("Vu", earlier)], **JOURNAL)
    ConventionFactory(
        programme=programme, voted=True, deliberation=vote, title="Convention FEDER REACT-EU"
    )

    shown = words(manager.get(CHAIN))

    assert "3 délibérations, de la plus ancienne à la plus récente." in shown
    assert "Rattachée à la n° 2018-593 du 17 décembre 2018 : Même stratégie" in shown
    assert "Vise la n° 2020-176 du 6 juillet 2020" in shown
    assert "Fonde : Convention FEDER REACT-EU (votée)" in shown
    assert shown.index("n° 2018-593") < shown.index("Délibération n° 2022-284")


def test_the_chain_of_a_programme_without_votes_says_so(manager):
    shown = texts(manager.get(CHAIN))

    assert "Aucune délibération encore." in shown
    assert "Aucun calendrier encore." in shown
    assert "Aucun calendrier n’est en vigueur au 15 mai 2023." in shown


def test_calendars_say_which_is_in_force(manager, programme, vote):
    for day, end in (((2021, 2, 8), 2022), ((2022, 7, 4), 2023), ((2024, 1, 1), 2024)):
        programmes.set_calendar(
            programme,
            in_force_on=dt.date(*day),
            starts_on=dt.date(2021, 1, 1),
            ends_on=dt.date(end, 12, 31),
            deliberation=vote if end == 2023 else None,
            **JOURNAL,
        )

    shown = words(manager.get(CHAIN))

    assert "Calendrier en vigueur au 15 mai 2023 : pass utilisables du 1er janvier 2021" in shown
    places = [shown.index(word, shown.index("Calendriers décidés")) for word in STATES]
    assert places == sorted(places)


STATES = ["à venir", "en vigueur", "remplacé"]


def test_a_vote_reads_as_a_document(manager, earlier, vote):
    deliberations.edit(
        vote,
        visas=[VisaSpec("Vu le rapport « Stratégie » ;"), VisaSpec("Vu la n°2020-176", earlier)],
        opinions=[OpinionSpec("6ème commission", dt.date(2022, 6, 21), OpinionResult.FAVOURABLE)],
        decision="Article 1 : signer la convention.",
        **JOURNAL,
    )

    raw = page(manager, "deliberation", vote)
    shown = words(raw)

    assert "Vu le rapport «\u00a0Stratégie\u00a0»\u00a0;" in raw.text
    assert "Vu la n°2020-176 Délibération n° 2020-176" in shown
    assert "6ème commission Favorable rendu le 21 juin 2022" in shown
    assert "Article 1 : signer la convention." in shown
    assert "Corrigé : la décision, les visas, les avis" in shown
    cited = words(page(manager, "deliberation", earlier))
    assert "Délibération n° 2022-284 du 4 juillet 2022 (visa du texte)" in cited


def test_a_correction_is_told_with_what_was_before(manager, vote):
    deliberations.edit(
        vote, session_on=dt.date(2022, 7, 5), votes_for=43, source="Compte rendu", **JOURNAL
    )

    shown = words(page(manager, "deliberation", vote))

    assert "Corrigé : le jour de la séance 4 juillet 2022 remplacé par 5 juillet 2022" in shown
    assert "Corrigé : les voix pour 44 remplacé par 43" in shown
    assert "Corrigé : la source non communiqué remplacé par Compte rendu" in shown
