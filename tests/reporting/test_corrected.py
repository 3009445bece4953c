"""What was reported before a correction is listed, with what it would say otherwise."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.enums import Role
from audit.actors import SYSTEM
from conventions.actions.texts import ClauseSpec
from conventions.enums import ClauseKind
from corrections import actions
from reporting import documents
from reporting.actions import reports
from reporting.models import Report
from reporting.rules import Quarter
from tests.factories.accounts import NOON, UserFactory
from tests.factories.corrections import LATER, by
from tests.factories.distribution import hand_out
from tests.factories.reporting import spend
from tests.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
REPORTS = reverse("reporting:reports")
Q1, Q4 = Quarter(dt.date(2023, 1, 1)), Quarter(dt.date(2022, 10, 1))
LISTED = "Faits avant une correction"


def frozen(convention, quarter=Q1, at=NOON):
    who = SYSTEM.at(at)
    report = reports.request(convention, quarter, on=dt.date(2023, 5, 15), by=who)
    report = reports.take(report.pk, real_now=at, by=who)
    data = documents.data_of(report, at=at)
    reports.freeze(report, data=data, document=b"%PDF-1.7", by=who)
    return Report.objects.get(pk=report.pk)


def correct(convention, kind, value):
    spec = ClauseSpec(kind, value)
    made = actions.propose_clause(
        convention, kind=kind, clause=spec, reason="Lu de travers.", by=by(UserFactory(), NOON)
    )
    return actions.approve(made, by=by(UserFactory()))


@pytest.fixture
def shown(client, acting):
    acting(Role.AUDITOR)
    return lambda report: words(client.get(reverse("reporting:report", args=[report.public_id])))


def test_a_report_says_which_of_its_figures_a_correction_changes(shown, convention, depot):
    carnet = hand_out(depot, on=Q1.starts_on).carnets.select_related("lot__programme").get()
    spend(carnet, 3, on=Q1.ends_on)
    report = frozen(convention)
    assert "Corrigé depuis" not in shown(report)

    correct(convention, ClauseKind.AID_RATE, Decimal(40))

    page = shown(report)
    said = page[page.index("Corrigé depuis") : page.index("Texte de référence")]
    assert "50 % remplacé par 40 %" in said
    assert "Lu de travers." in said
    assert "Part du financeur 15,00 € 12,00 €" in said
    assert "Valeur des pass consommés" not in said


def test_a_correction_that_moves_no_figure_says_so(shown, convention):
    report = frozen(convention)

    correct(convention, ClauseKind.FAR_SHARE, Decimal(40))

    assert "Aucun chiffre de ce rapport n’en diffère." in shown(report)


def test_the_list_names_the_versions_made_before_a_correction_and_no_other(
    client, acting, convention
):
    acting(Role.AUDITOR)
    frozen(convention)
    assert LISTED not in words(client.get(REPORTS))
    correct(convention, ClauseKind.PASSES_TARGET, 40_000)
    frozen(convention, at=LATER)
    frozen(convention, Q4, at=LATER)

    page = words(client.get(REPORTS))

    named = page[page.index(LISTED) :]
    said = f"Rapport du 1er trimestre 2023, version 1 , {convention}, produit le 15 mai 2023"
    assert said in named
    assert "version 2" not in named
    assert "4e trimestre 2022" not in named
