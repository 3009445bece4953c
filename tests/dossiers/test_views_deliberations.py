"""The pages of votes: chain, document, and the form that corrects one."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.actors import SYSTEM
from deliberations.actions import calendars, deliberations
from deliberations.actions.deliberations import GroupSpec, OpinionSpec, VisaSpec
from deliberations.enums import OpinionResult, Vote
from tests.factories.accounts import NOON
from tests.factories.conventions import ConventionFactory
from tests.factories.deliberations import DeliberationFactory
from tests.reading import page, texts, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
JOURNAL = {"by": SYSTEM.at(NOON)}
CHAIN = reverse("dossiers:timeline")


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


def test_a_long_chain_is_paged_from_its_last_votes(manager, programme):
    for n in range(31):
        DeliberationFactory(
            programme=programme, number=f"V-{n:02}", session_on=dt.date(2022, 1, 1 + n)
        )

    last, first = words(manager.get(CHAIN)), words(manager.get(CHAIN, {"votes": 1}))

    assert "31 délibérations, de la plus ancienne à la plus récente." in last
    assert ("V-30" in last, "V-29" in last) == (True, False)
    assert "Page précédente Page 2 sur 2" in last
    assert ("V-30" in first, "V-29" in first) == (False, True)
    assert "Page 1 sur 2 Page suivante" in first
    whole = words(manager.get(CHAIN, {"lignes": 31}))
    assert ("V-30" in whole, "V-29" in whole, "Page 1" in whole) == (True, True, False)


def test_five_votes_of_the_chain_ask_as_much_of_the_database_as_one(
    manager, programme, vote, django_assert_num_queries
):
    deliberations.edit(vote, visas=[VisaSpec("Vu le code")], **JOURNAL)
    with CaptureQueriesContext(connection) as asked:
        manager.get(CHAIN)
    for _ in range(4):
        made = DeliberationFactory(programme=programme, session_on=dt.date(2023, 1, 1))
        deliberations.edit(made, visas=[VisaSpec("Vu la 2022-284", vote)], **JOURNAL)

    with django_assert_num_queries(len(asked)):
        manager.get(CHAIN)


def test_a_document_asks_as_much_of_the_database_with_five_visas_as_with_one(
    manager, earlier, vote, django_assert_num_queries
):
    deliberations.edit(
        vote, visas=[VisaSpec("Vu", earlier)], opinions=[OpinionSpec("1ère")], **JOURNAL
    )
    with CaptureQueriesContext(connection) as asked:
        page(manager, "dossiers:deliberation", vote)
    deliberations.edit(
        vote,
        visas=[VisaSpec(f"Vu {n}", earlier) for n in range(5)],
        opinions=[OpinionSpec(f"{n}ème") for n in range(2, 7)],
        **JOURNAL,
    )

    with django_assert_num_queries(len(asked)):
        page(manager, "dossiers:deliberation", vote)


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
        calendars.record(
            programme,
            in_force_on=dt.date(*day),
            starts_on=dt.date(2021, 1, 1),
            ends_on=dt.date(end, 12, 31),
            **({"deliberation": vote, **PASSES} if end == 2023 else {}),
            **JOURNAL,
        )

    shown = words(manager.get(CHAIN))
    decided = "66 100 pass à déployer, dont 28 000 (Picardie)"
    assert shown.count(decided) == 2
    assert decided in words(page(manager, "dossiers:deliberation", vote))

    assert "Calendrier en vigueur au 15 mai 2023 : pass utilisables du 1er janvier 2021" in shown
    places = [shown.index(word, shown.index("Calendriers décidés")) for word in STATES]
    assert places == sorted(places)


STATES = ["à venir", "en vigueur", "remplacé"]
PASSES = {"passes": 66_100, "part_passes": 28_000, "part_name": "Picardie"}


def test_a_vote_reads_as_a_document(manager, programme, earlier, vote):
    other = DeliberationFactory(
        programme=programme, number="2019-1", session_on=dt.date(2019, 1, 1)
    )
    deliberations.edit(
        vote,
        visas=[
            VisaSpec("Vu le rapport « Stratégie » ;"),
            VisaSpec("Vu la n°2020-176", earlier),
            VisaSpec(cites=other),
        ],
        opinions=[OpinionSpec("6ème commission", dt.date(2022, 6, 21), OpinionResult.FAVOURABLE)],
        groups=[GroupSpec("Groupe A", Vote.FOR), GroupSpec("Groupe B", Vote.FOR)],
        present=40,
        proxies=5,
        report_number="24",
        signed_by="Claire Duhem",
        signed_as="directrice",
        decision="Article 1 : signer la convention.",
        **JOURNAL,
    )

    raw = page(manager, "dossiers:deliberation", vote)
    shown = words(raw)

    assert "Vu le rapport «\u00a0Stratégie\u00a0»\u00a0;" in raw.text
    assert "Vu la n°2020-176 Délibération n° 2020-176 Délibération n° 2019-1" in shown
    for said in (
        "44 pour, 0 contre, 0 abstention ; 40 présents et 5 pouvoirs.",
        "Présents 40 Pouvoirs 5 Groupes : pour Groupe A ; Groupe B À vérifier 40 présents et",
        "Rapport n° 24 Signée par Claire Duhem, directrice",
        "Exécutoire inconnu publication : date inconnue, transmission au représentant de l’État :",
    ):
        assert said in shown
    assert "6ème commission Favorable rendu le 21 juin 2022" in shown
    assert "Article 1 : signer la convention." in shown
    assert "Corrigé : la décision, les visas, les avis, les groupes" in shown
    cited = words(page(manager, "dossiers:deliberation", earlier))
    assert "Délibération n° 2022-284 du 4 juillet 2022 (visa du texte)" in cited


def test_a_correction_is_told_with_what_was_before(manager, vote):
    deliberations.edit(
        vote,
        session_on=dt.date(2022, 7, 5),
        published_on=dt.date(2022, 7, 8),
        transmitted_on=dt.date(2022, 7, 7),
        votes_for=43,
        source="Compte rendu",
        **JOURNAL,
    )

    shown = words(page(manager, "dossiers:deliberation", vote))

    assert "Corrigé : le jour de la séance 4 juillet 2022 remplacé par 5 juillet 2022" in shown
    assert "Corrigé : les voix pour 44 remplacé par 43" in shown
    assert "le jour de la publication date inconnue remplacé par 8 juillet 2022" in shown
    assert "Exécutoire depuis le 8 juillet 2022 publiée le 8 juillet 2022, transmise" in shown
    assert "Corrigé : la source non communiqué remplacé par Compte rendu" in shown


def as_read(client, row):
    """What the form of a known vote shows, ready to be sent back."""
    shown = page(client, "dossiers:edit-deliberation", row).context["form"]
    sent = {name: shown[name].value() for name in shown.fields}
    for name, lines in shown.sets.items():
        sent |= {f"{name}-TOTAL_FORMS": len(lines.forms), f"{name}-INITIAL_FORMS": 0}
        for line in lines.forms:
            sent |= {line[key].html_name: line[key].value() for key in line.fields}
    return {name: "" if value is None else value for name, value in sent.items()}


def url_of(row, name):
    return reverse(name, args=[row.public_id])


def test_what_is_known_is_shown_and_sent_back_unchanged(manager, earlier, vote):
    deliberations.edit(
        vote,
        visas=[VisaSpec("Vu la n°2020-176", earlier)],
        opinions=[OpinionSpec("6ème", dt.date(2022, 6, 1), OpinionResult.UNFAVOURABLE)],
        groups=[GroupSpec("Groupe A", Vote.NOT_VOTING)],
        **JOURNAL,
    )
    before = deliberations.version(vote)

    answer = manager.post(url_of(vote, "dossiers:edit-deliberation"), as_read(manager, vote))

    assert answer.status_code == 302
    vote.refresh_from_db()
    assert deliberations.version(vote) == before


def test_a_visa_emptied_in_the_form_is_dropped(manager, earlier, vote):
    deliberations.edit(vote, visas=[VisaSpec("Vu A"), VisaSpec("Vu B", earlier)], **JOURNAL)
    sent = as_read(manager, vote) | {"visas-0-text": ""}

    manager.post(url_of(vote, "dossiers:edit-deliberation"), sent)

    assert list(vote.visas.values_list("text", flat=True)) == ["Vu B"]


def test_a_correction_does_not_write_over_another_and_keeps_what_was_typed(manager, vote):
    sent = as_read(manager, vote) | {"subject": "Ma correction"}
    deliberations.edit(vote, subject="Celle d’un autre", **JOURNAL)

    shown = texts(manager.post(url_of(vote, "dossiers:edit-deliberation"), sent))

    assert "Quelqu’un d’autre a modifié cette délibération entre-temps." in shown
    assert "Ma correction" in shown
    vote.refresh_from_db()
    assert vote.subject == "Celle d’un autre"
