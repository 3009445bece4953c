"""Two conventions of the ground truth, entered from the pages alone, in a browser."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.enums import Role
from conventions.enums import AvenantState, ClauseKind, ConventionState, PartyQuality
from conventions.models import Avenant, Convention
from tests.browser import fill
from tests.factories.accounts import OrganisationFactory, UserFactory
from tests.factories.deliberations import DeliberationFactory
from tests.factories.programmes import ProgrammeFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]
NBSP = "\u00a0"
ANCT = "Agence nationale de la cohésion des territoires"


@pytest.fixture
def department():
    return OrganisationFactory(name="Département du Pas-de-Calais", siret="22620001200012")


@pytest.fixture
def programme(department):
    programme = ProgrammeFactory(authority=department)
    for number, day in (("2021-10", (2021, 2, 8)), ("2022-284", (2022, 7, 4))):
        DeliberationFactory(programme=programme, number=number, session_on=dt.date(*day))
    DeliberationFactory(programme=programme, number="2023-204", session_on=dt.date(2023, 5, 15))
    return programme


@pytest.fixture
def staff(page, live_server, sign_in, programme):
    """The browser of a manager, on the list of conventions."""
    sign_in(page, UserFactory(role=Role.MANAGER, organisation=programme.authority).email)
    page.goto(live_server.url + reverse("dossiers:conventions"))
    return page


def press(page, name):
    page.get_by_role("button", name=name).click()


def follow(page, name):
    page.get_by_role("link", name=name).first.click()
    page.wait_for_load_state()


def part(page, task, answers, *, chosen=(), save="Enregistrer cette partie"):
    follow(page, task)
    fill(page, answers)
    for label in chosen:
        page.get_by_label(label, exact=True).check()
    press(page, save)
    page.get_by_text("est enregistré dans le projet.").wait_for()


def obligation(page, rank, title, **answers):
    answers = {"title": title, "cadence": "once"} | answers
    fill(page, {f"obligations-{rank}-{key}": value for key, value in answers.items()})


def vote(page, number):
    follow(page, "Enregistrer le vote")
    found = page.locator("option", has_text=number).get_attribute("value")
    page.get_by_label("Délibération").select_option(found)
    press(page, "Enregistrer le vote")


def draft_anct(page):
    follow(page, "Préparer une convention")
    fill(page, {"title": "Convention ANCT", "other_name": ANCT, "other_siret": "130 026 032 00016"})
    press(page, "Ouvrir le projet")
    page.get_by_text("1 tâche sur 7 faite").wait_for()
    part(
        page,
        "Indiquer la durée",
        {
            "action_start": "1er janvier 2021",
            "action_end": "30/07/2023",
            "action_end_article": "2",
            "duration_months": "31 mois",
        },
    )
    part(
        page,
        "Décrire le déploiement",
        {"passes_target": f"50{NBSP}000 pass"},
        chosen=["Hypothèse linéaire"],
    )
    part(
        page,
        "Indiquer le coût et le financement",
        {
            "budget": f"550{NBSP}000,00{NBSP}€",
            "budget_article": "3",
            "grant_max": "275000",
            "aid_rate": "50 %",
            "engineering_cap": "10 %",
            "engineering_cap_article": "3",
            "engineering_cap_note": "repris de l’avenant 2023-204, texte initial non versé",
            "new_spending_only": "Les coûts annexes recouvrent des dépenses nouvelles.",
        },
        chosen=["Pass consommés"],
    )


def oblige_anct(page):
    follow(page, "Écrire les obligations")
    obligation(
        page,
        0,
        "Lancer la procédure d’acquisition de pass numériques",
        cadence="within",
        delay_months="2",
        counted_from="signature",
        article="6",
    )
    obligation(page, 1, "Participer au comité technique de suivi", cadence="monthly", article="6")
    obligation(page, 2, "Remettre le rapport d’étape", due_on="31/01/2022", article="6")
    press(page, "Ajouter d’autres obligations")
    obligation(page, 3, "Communiquer les avancées du déploiement", cadence="quarterly", article="6")
    obligation(page, 4, "Transmettre l’état des dépenses attesté", cadence="at_end", article="6")
    press(page, "Enregistrer les obligations")
    page.get_by_text("5 obligations").wait_for()


def name_parties(page):
    follow(page, "Nommer les parties et leurs signataires")
    for rank, (who, quality) in enumerate(
        [("Stanislas Bourron", "Directeur général"), ("Jean-Claude Leroy", "Président")]
    ):
        fill(
            page,
            {
                f"parties-{rank}-represented_by": who,
                f"parties-{rank}-represented_as": quality,
            },
        )
    press(page, "Enregistrer les parties")
    page.get_by_text("2 parties").wait_for()


def sign_anct(page):
    vote(page, "2021-10")
    page.get_by_text("Convention votée. Elle attend sa signature").wait_for()
    follow(page, "Signer la convention")
    fill(page, {"signed_on": "11/03/2021"})
    press(page, "Vérifier pour ce jour")
    press(page, "Signer la convention")
    page.get_by_text("Convention signée. Ses valeurs sont en vigueur.").wait_for()


def amend_anct(page):
    follow(page, "Préparer un avenant")
    fill(page, {"subject": "Prolongation jusqu’au 31 décembre 2023"})
    for block in ("Durée", "Coût et financement", "Obligations"):
        page.get_by_label(block, exact=True).check()
    press(page, "Ouvrir l’avenant")
    part(
        page,
        "Indiquer la durée",
        {
            "action_end": "31/12/2023",
            "action_end_article": "2",
            "action_end_wording": "Une fin de l’action au plus tard le 31 décembre 2023.",
            "duration_months": "36",
            "duration_months_article": "3",
            "extension_months": "5",
        },
    )
    part(page, "Indiquer le coût et le financement", {"budget": "550000", "budget_article": "3"})
    follow(page, "Écrire les obligations")
    obligation(page, 0, "Remettre le second rapport d’étape", due_on="31/07/2023", article="6")
    obligation(page, 1, "Transmettre le bilan", due_on="01/07/2024", article="6")
    press(page, "Enregistrer les obligations")
    page.get_by_text("2 obligations").wait_for()


def compare_and_print(page, axe):
    follow(page, "Comparer à la convention")
    assert axe(page) == []
    shown = page.inner_text("main").replace(NBSP, " ")
    assert "30 juillet 2023, depuis le 11 mars 2021" in shown
    assert "inchangé" in shown
    with page.expect_download() as download:
        follow(page, "Avenant à signer (PDF)")
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    follow(page, "Lire l’avenant n°")
    follow(page, "Préparer l’avenant n°")


TERMS = {
    "action_start": dt.date(2021, 1, 1),
    "action_end": dt.date(2023, 7, 30),
    "duration_months": 31,
    "passes_target": 50_000,
    "schedule": "linear",
    "budget": Decimal("550000.00"),
    "grant_max": Decimal("275000.00"),
    "aid_rate": Decimal(50),
    "basis": "consumed",
    "engineering_cap": Decimal(10),
    "new_spending_only": "Les coûts annexes recouvrent des dépenses nouvelles.",
}


def test_the_anct_convention_and_its_avenant_are_entered_compared_printed_and_kept(staff, axe):
    for step in (draft_anct, oblige_anct, name_parties, sign_anct, amend_anct):
        step(staff)
    compare_and_print(staff, axe)
    vote(staff, "2023-204")
    staff.get_by_text("Avenant n°\u00a01 voté. Il attend sa signature.").wait_for()

    convention, avenant = Convention.objects.get(), Avenant.objects.get()
    terms = convention.clauses_in_force(dt.date(2023, 5, 15))
    assert (convention.state, convention.signed_on) == ("signed", dt.date(2021, 3, 11))
    assert avenant.state == AvenantState.VOTED
    assert avenant.blocks == ["duration", "cost", "obligations"]
    assert {kind.value: terms[kind].value for kind in terms} == TERMS
    follow(staff, "Convention ANCT")
    shown = staff.inner_text("main").replace(NBSP, " ")
    for said in (
        "l’action finit le 30 juillet 2023 ; la subvention est de 275 000,00 € au plus",
        "Annoncé : 31 décembre 2023",
        "SIRET 130 026 032 00016",
        "Signe : Stanislas Bourron, Directeur général",
        "Signe : Jean-Claude Leroy, Président",
    ):
        assert said in shown
    assert axe(staff) == []


def draft_feder(page):
    follow(page, "Préparer une convention")
    fill(
        page,
        {
            "title": "Convention FEDER REACT-EU",
            "other_name": "Région Hauts-de-France",
            "filed_on": "05/08/2021",
            "programmed_on": "22/10/2021",
        },
    )
    page.get_by_label("Autorité de gestion").check()
    press(page, "Ouvrir le projet")
    part(
        page,
        "Indiquer la période des dépenses",
        {"window_start": "1er mars 2020", "window_end": "31 décembre 2023"},
    )
    part(
        page,
        "Indiquer le coût et le financement",
        {
            "eligible_base": f"2{NBSP}971{NBSP}219,36{NBSP}€",
            "grant_max": "2101975",
            "aid_rate": f"70,74{NBSP}%",
            "payments-0-label": "Avance",
            "payments-0-rate": "50 %",
            "payments-1-label": "Solde",
            "payments-1-day": "30/06/2024",
            "payments-1-amount": "1 050 987,50",
        },
        chosen=["Achats payés"],
    )


def test_the_feder_convention_is_entered_and_stays_voted(staff, axe):
    draft_feder(staff)
    assert axe(staff) == []
    vote(staff, "2022-284")
    staff.get_by_text("Convention votée.").wait_for()

    convention = Convention.objects.get()
    clauses = {ClauseKind(one.kind): one for one in convention.clauses.all()}
    assert convention.state == ConventionState.VOTED
    assert convention.funder_quality == PartyQuality.MANAGING_AUTHORITY
    assert (convention.filed_on, convention.programmed_on, convention.voted_on) == (
        dt.date(2021, 8, 5),
        dt.date(2021, 10, 22),
        dt.date(2022, 7, 4),
    )
    assert clauses[ClauseKind.ELIGIBLE_BASE].amount == Decimal("2971219.36")
    assert clauses[ClauseKind.WINDOW_END].day == dt.date(2023, 12, 31)
    assert [row.label for row in clauses[ClauseKind.PAYMENTS].rows] == ["Avance", "Solde"]
    assert not convention.clauses_in_force(dt.date(2023, 5, 15))
    shown = staff.inner_text("main").replace(NBSP, " ")
    assert "2 101 975,00 €" in shown
    assert "1 050 987,50" in shown
    assert "Votée le 4 juillet 2022, signature pas encore connue." in shown
