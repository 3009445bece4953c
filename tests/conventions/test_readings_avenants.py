"""What an avenant changes, and the document that says it."""

import datetime as dt
from decimal import Decimal
from io import BytesIO

import pypdf
import pytest

from audit.actors import SYSTEM
from conventions.actions import avenants, conventions, texts, votes
from conventions.actions.texts import ClauseSpec, ObligationSpec, PartySpec
from conventions.enums import AvenantState, Block, Cadence, ClauseKind, PartyQuality
from conventions.models import Avenant
from conventions.readings.avenants import differences_in_words, differences_of, not_entered
from conventions.rules.clause_rows import Row
from dossiers import documents
from tests.conftest import MONDAY
from tests.factories.accounts import NOON, OrganisationFactory
from tests.factories.conventions import ClauseFactory, ConventionFactory, ObligationFactory
from tests.factories.deliberations import DeliberationFactory

pytestmark = pytest.mark.django_db

WHO = {"by": SYSTEM.at(MONDAY)}
DAY = MONDAY.date()
START = dt.date(2021, 1, 1)
KIND = ClauseKind


def end(*day, **more):
    return ClauseSpec(KIND.ACTION_END, dt.date(*day), "2", **more)


def party(name, by="", **facts):
    organisation = OrganisationFactory(name=name, **facts)
    return PartySpec(organisation, PartyQuality.FUNDER, represented_by=by)


@pytest.fixture
def convention():
    found = ConventionFactory(title="Pass numériques")
    budget = ClauseSpec(KIND.BUDGET, Decimal(550_000), "3")
    texts.set_block(found, Block.DURATION, clauses=[end(2023, 7, 30)], **WHO)
    texts.set_block(found, Block.COST, clauses=[budget], **WHO)
    obligation = ObligationSpec("Suivi", Cadence.MONTHLY)
    texts.set_obligations(found, obligations=[obligation], **WHO)
    agence = party("Agence", "La direction", siret="13002603200016", address="20 avenue de Ségur")
    texts.set_parties(found, parties=[agence, party("Département")], **WHO)
    vote = DeliberationFactory(programme=found.programme)
    votes.vote(found, on=vote.session_on, deliberation=vote, **WHO)
    return conventions.sign(found, on=dt.date(2021, 3, 11), effective_on=START, **WHO)


def draft(convention, **written):
    return avenants.draft(convention, subject="Prolongation", **written, **WHO)


def sign(avenant, effect, minutes=1):
    vote = avenant.convention.deliberation
    votes.vote(avenant, on=vote.session_on, deliberation=vote, **WHO)
    at = MONDAY + dt.timedelta(minutes=minutes)
    return avenants.sign(avenant, on=DAY, effective_on=effect, by=SYSTEM.at(at))


def said(avenant):
    return [(one.label, one.before, one.after) for one in differences_of(avenant)]


def plain(rows):
    return [tuple(cell.replace("\u00a0", " ") for cell in row) for row in rows]


def test_each_value_is_beside_the_one_in_force_with_its_day(convention):
    budget = ClauseSpec(KIND.BUDGET, Decimal(550_000), "3")
    months = ClauseSpec(KIND.EXTENSION_MONTHS, 5, "2")
    avenant = draft(convention, clauses=[budget, months, end(2023, 12, 31)])

    assert plain(said(avenant)) == [
        ("Fin de l’action", "30 juillet 2023", "31 décembre 2023"),
        ("Prolongation énoncée", "non indiqué", "5 mois"),
        ("Budget du projet", "550 000,00 €", "550 000,00 €"),
    ]
    found = differences_of(avenant)
    assert [one.since for one in found] == [START, None, START]
    assert [one.is_unchanged for one in found] == [False, False, True]
    assert [one.block for one in found] == [Block.DURATION, Block.DURATION, Block.COST]


def test_what_is_replaced_is_in_force_on_the_stated_day_of_effect(convention):
    sign(draft(convention, clauses=[end(2024, 12, 31)]), dt.date(2023, 1, 1))
    back_dated = draft(
        convention, clauses=[end(2023, 12, 31)], stated_effective_on=dt.date(2022, 1, 1)
    )

    assert plain(said(back_dated)) == [("Fin de l’action", "30 juillet 2023", "31 décembre 2023")]
    sign(back_dated, None, minutes=2)
    assert plain(said(back_dated)) == [("Fin de l’action", "30 juillet 2023", "31 décembre 2023")]


def test_a_signed_avenant_keeps_the_value_that_it_replaced(convention):
    first = sign(draft(convention, clauses=[end(2023, 12, 31)]), dt.date(2022, 1, 1))
    sign(draft(convention, clauses=[end(2024, 12, 31)]), dt.date(2022, 6, 1), minutes=2)

    assert plain(said(first)) == [("Fin de l’action", "30 juillet 2023", "31 décembre 2023")]


def test_obligations_are_said_added_or_replaced(convention):
    former = convention.obligations.get()
    avenant = draft(
        convention,
        obligations=[
            ObligationSpec("Suivi resserré", Cadence.MONTHLY, replaces=former),
            ObligationSpec("Bilan", Cadence.ONCE, dt.date(2024, 7, 1), "6"),
        ],
    )

    assert plain(said(avenant)) == [
        ("Obligation ajoutée", "non indiqué", "Bilan : 1er juillet 2024"),
        ("Obligation remplacée", "Suivi : Chaque mois", "Suivi resserré : Chaque mois"),
    ]


def test_parties_are_compared_with_the_list_in_force(convention):
    agence = convention.parties.get(position=1).organisation

    def signs(by):
        return PartySpec(agence, PartyQuality.FUNDER, represented_by=by)

    first = sign(draft(convention, parties=[signs("La présidence")]), dt.date(2022, 1, 1))
    second = draft(convention, parties=[signs("La préfecture"), party("Région")])

    assert said(first) == [
        ("Agence", "Financeur, La direction", "Financeur, La présidence"),
    ]
    assert said(second) == [
        ("Agence", "Financeur, La présidence", "Financeur, La préfecture"),
        ("Région", "non indiqué", "Financeur"),
    ]


def test_the_numbers_that_are_not_entered_are_said_by_runs():
    last = Avenant(number=7)

    assert not_entered([last], [7, 6, 2]) == ["n°\u00a01", "n°\u00a03 à 5"]
    assert not_entered([], [1, 3]) == []


def test_a_difference_asks_a_constant_number_of_queries(convention, django_assert_num_queries):
    few = draft(convention, clauses=[end(2023, 12, 31)], parties=[party("Région")])
    with django_assert_num_queries(4):
        differences_of(few)
    avenants.abandon(few, **WHO)
    many = draft(
        convention,
        clauses=[end(2023, 12, 31), *(ClauseSpec(kind, 5) for kind in (KIND.DURATION_MONTHS,))],
        parties=[party(f"Région {n}") for n in range(5)],
        obligations=[ObligationSpec(f"Bilan {n}", Cadence.MONTHLY) for n in range(5)],
    )

    with django_assert_num_queries(4):
        differences_of(many)


def pages(avenant):
    found = pypdf.PdfReader(BytesIO(documents.avenant_pdf(avenant, on=DAY))).pages
    return [" ".join(page.extract_text().split()) for page in found]


def whole(avenant):
    return " ".join(pages(avenant)).replace("\u00a0", " ")


def test_what_differs_of_a_replaced_obligation_is_said_and_printed(convention):
    """Only its addressee, its wording or another detail changes."""
    due = {"due_on": dt.date(2022, 1, 31), "wording": "Le porteur remet un bilan."}
    known = ObligationFactory(
        convention=convention, in_force=True, title="Bilan", article="6", addressee="ANCT", **due
    )
    spec = {"title": "Bilan", "cadence": Cadence.ONCE, "replaces": known, "article": "6"}
    same = draft(convention, obligations=[ObligationSpec(**spec, **due, addressee="ANCT")])
    assert [one.is_unchanged for one in differences_of(same)] == [True]
    avenants.abandon(same, **WHO)

    changed = {"addressee": "Préfet", "triggers": "payment", "requires": ["spending"]}
    sent = draft(convention, obligations=[ObligationSpec(**spec | changed, **due)])
    (one,) = differences_of(sent)
    printed = whole(sent)
    avenants.abandon(sent, **WHO)
    due["wording"] = "Le porteur remet un bilan détaillé."
    other = spec | changed | {"article": "", "addressee": "ANCT"}
    said_otherwise = draft(convention, obligations=[ObligationSpec(**other, **due)])

    assert plain([(one.before, one.after)]) == [
        (
            "Bilan : 31 janvier 2022 ; destinataire : ANCT ; pièces demandées : non indiqué"
            " ; déclenche : non indiqué",
            "Bilan : 31 janvier 2022 ; destinataire : Préfet ; pièces demandées : "
            "Pièces justificatives des dépenses ; déclenche : Un versement",
        )
    ]
    assert not one.is_unchanged
    assert "« Le porteur remet un bilan » (destinataire : Préfet, au lieu de ANCT" in printed
    (one,) = differences_of(said_otherwise)
    assert "rédaction : « Le porteur remet un bilan. »" in one.before.replace("\u00a0", " ")
    assert "« Le porteur remet un bilan détaillé » (pièces demandées" in whole(said_otherwise)


def test_the_document_says_that_the_day_of_a_signature_is_unknown(convention):
    avenant = draft(convention, clauses=[end(2023, 12, 31)])
    Avenant.objects.update(
        state=AvenantState.SIGNED,
        voted_on=DAY,
        deliberation=DeliberationFactory(programme=convention.programme),
        signed_source="une lettre",
        signed_at=NOON,
        stated_effective_on=DAY,
    )
    avenant.refresh_from_db()

    said = whole(avenant)
    assert "Convention signée le 11 mars 2021" in said
    assert "Avenant signé un jour inconnu (une lettre)" in said
    assert "originaux, un jour inconnu." in said


def test_the_document_says_who_what_and_since_when(convention):
    rows = (Row(label="Solde", day=dt.date(2024, 3, 1), amount=Decimal("1500.00")),)
    avenant = draft(
        convention,
        clauses=[
            end(2023, 12, 31, wording="L’action s’achève le 31 décembre 2023."),
            ClauseSpec(KIND.EXTENSION_MONTHS, 5, "2"),
            ClauseSpec(KIND.PAYMENTS, rows, "4"),
        ],
        obligations=[ObligationSpec("Bilan", Cadence.ONCE, dt.date(2024, 7, 1), "6")],
        stated_effective_on=dt.date(2023, 7, 1),
    )

    shown = whole(avenant)

    for phrase in (
        "Avenant n° 1 à la convention",
        "Financeur Agence 20 avenue de Ségur SIRET 130 026 032 00016 représentée par La direction",
        "Par convention en date du 11 mars 2021",
        "Article 1 : Durée",
        "« L’action s’achève le 31 décembre 2023. »",
        "Le délai initialement convenu est prorogé de 5 mois.",
        "Article 2 : Coût et financement",
        "1 500,00",
        "Article 3 : Obligations",
        "Bilan : 1er juillet 2024",
        "restent inchangées",
        "Le présent avenant prend effet le 1er juillet 2023.",
        "Fait en deux exemplaires originaux",
    ):
        assert phrase in shown, phrase


def test_a_text_without_parties_is_signed_by_the_funder_and_the_authority():
    convention = ConventionFactory(signed=True, funder__name="Agence", funder__address="Paris")
    avenant = draft(convention, clauses=[ClauseSpec(KIND.AID_RATE, Decimal(50))])

    shown = whole(avenant)

    assert f"Financeur Agence Paris Porteur {convention.programme.authority.name}" in shown
    assert "Le taux d’aide est de 50 %." in shown
    assert "Nom et qualité :" in shown


@pytest.mark.parametrize("state", ["draft", "voted", "signed", "abandoned"])
def test_each_page_of_what_nobody_may_sign_says_so(convention, state):
    wording = " ".join(["Une longue disposition de cet avenant."] * 120)
    avenant = draft(convention, clauses=[end(2023, 12, 31, wording=wording)])
    vote = convention.deliberation
    if state == "voted":
        avenant = votes.vote(avenant, on=vote.session_on, deliberation=vote, **WHO)
    if state == "signed":
        avenant = sign(avenant, None)
    if state == "abandoned":
        avenant = avenants.abandon(avenant, **WHO)

    found = pages(avenant)

    assert len(found) > 1
    assert {"Projet, sans valeur" in page for page in found} == {state in {"draft", "abandoned"}}


def test_a_document_says_in_the_same_bytes_the_same_avenant(convention):
    avenant = draft(convention, clauses=[end(2023, 12, 31)])

    first, second = (documents.avenant_pdf(avenant, on=DAY) for _ in range(2))

    assert first == second


@pytest.mark.parametrize("lines", range(20, 48, 4))
def test_the_places_to_sign_stay_together(convention, lines):
    wording = "\n".join(["Une disposition."] * lines * 6)
    avenant = draft(convention, clauses=[end(2023, 12, 31, wording=wording)])

    signing = [page for page in pages(avenant) if "Signature :" in page.replace("\u00a0", " ")]

    assert len(signing) == 1
    assert "Agence" in signing[0]
    assert "Fait en" in signing[0]


def test_the_differences_say_whether_the_avenant_is_in_force(convention):
    avenant = draft(convention, clauses=[end(2023, 12, 31)])
    rows = differences_of(avenant)

    before = differences_in_words(avenant, rows)
    after = differences_in_words(sign(avenant, DAY), rows)

    told = "Pass numériques\u00a0: 1\u00a0différence. "
    assert before == f"{told}Rien de cet avenant n’est en vigueur."
    assert after == f"{told}Avenant signé le 15\u00a0mai\u00a02023."


@pytest.fixture
def agreed():
    """A convention whose articles 3, 5, 6 and 10 hold several values and obligations."""
    found = ConventionFactory(title="Pass numériques", voted=True, signed=True)
    effect = {"convention": found, "in_force": True}
    for kind, facts in (
        (KIND.DURATION_MONTHS, {"number": 31, "article": "3"}),
        (KIND.BUDGET, {"amount": 550_000, "article": "3", "wording": "Le budget est de 550 k€."}),
        (KIND.GRANT_MAX, {"amount": 275_000, "article": "10"}),
        (KIND.AID_RATE, {"rate": 50, "article": "5"}),
    ):
        ClauseFactory(**effect, kind=kind, day=None, **facts)
    for title in ("Suivi", "Rapport d’étape"):
        ObligationFactory(**effect, title=title, article="6")
    return found


def test_the_document_restates_whole_each_article_that_it_modifies(agreed):
    wording = "Trente-six mois depuis la signature."
    durations = (
        ClauseSpec(KIND.DURATION_MONTHS, 36, "3", wording=wording),
        ClauseSpec(KIND.DURATION_FROM, "signature", "3", wording=wording),
    )
    former = agreed.obligations.get(title="Suivi")
    avenant = draft(
        agreed,
        clauses=durations,
        obligations=[
            ObligationSpec("Suivi resserré", Cadence.MONTHLY, article="6", replaces=former)
        ],
    )

    shown = whole(avenant)

    assert (
        "Article 1 : Durée L’article 3 est modifié de la manière suivante : "
        "« Trente-six mois depuis la signature. » « Le budget est de 550 k€. » "
        "Article 2 : Obligations L’article 6 est modifié de la manière suivante : "
        "Le porteur s’engage à ce qui suit : Rapport d’étape : 31 janvier 2022 ; "
        "Suivi resserré : Chaque mois." in shown
    )
    assert "275 000" not in shown
    signed = whole(sign(avenant, dt.date(2022, 1, 1), minutes=600))
    assert "« Le budget est de 550 k€. »" in signed
    assert "Rapport d’étape : 31 janvier 2022 ; " in signed


def test_a_value_that_changes_article_is_said_in_both(agreed):
    budget = ClauseSpec(KIND.BUDGET, Decimal(600_000), "10")
    rate = ClauseSpec(KIND.AID_RATE, Decimal(60), "9")
    months = ClauseSpec(KIND.EXTENSION_MONTHS, 5)

    shown = whole(draft(agreed, clauses=[budget, rate, months]))

    assert (
        "Article 1 : Durée Le délai initialement convenu est prorogé de 5 mois. "
        "Article 2 : Coût et financement L’article 9 est modifié de la manière suivante : "
        "Le taux d’aide est de 60 %. L’article 5 ne porte plus ce qui suit : Taux d’aide énoncé. "
        "L’article 10 est modifié de la manière suivante : "
        "Le budget prévisionnel du projet est estimé à 600 000,00 €. "
        "La subvention est de 275 000,00 € au plus. "
        "L’article 3 est modifié de la manière suivante : "
        "La durée prévisionnelle du projet est de 31 mois." in shown
    )
