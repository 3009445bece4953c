"""A deliberation read as a document, with what it founds."""

import pytest

from budget.enums import Section, Side
from budget.models import SubsidyItem
from tests.factories.budget import BudgetLineFactory, SubsidyFactory
from tests.factories.conventions import (
    AvenantFactory,
    ConventionFactory,
)
from tests.factories.deliberations import CalendarFactory, DeliberationFactory
from tests.reading import page, texts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_a_vote_shows_what_stands_on_it(manager, programme):
    deliberation = DeliberationFactory(programme=programme, source="un autre texte")
    convention = ConventionFactory(programme=programme, voted=True, deliberation=deliberation)
    AvenantFactory(convention=convention, voted=True, deliberation=deliberation)
    CalendarFactory(programme=programme, deliberation=deliberation, note="période 2021-2023")
    line = BudgetLineFactory(
        programme=programme, deliberation=deliberation, authorised=100, available=None
    )
    line.phases.create(year=2022, amount=100)
    subsidy = SubsidyFactory(programme=programme, deliberation=deliberation)
    bought = SubsidyItem.objects.create(
        subsidy=subsidy, side=Side.CHARGE, position=1, label="Achats", amount=178_000
    )
    bought.posts.create(
        subsidy=subsidy, side=Side.CHARGE, position=2, label="Imprimeur", amount=24_000
    )

    shown = texts(page(manager, "dossiers:deliberation", deliberation))

    for expected in (
        "du 1er janvier 2021 au 31 décembre 2023 inclus",
        "Avenant n° 1",
        "Phasage prévisionnel des paiements",
        "soit 2,06 % d’un budget de",
        "Imprimeur",
        "un autre texte",
    ):
        assert expected in shown


def test_an_income_line_says_so(manager, programme):
    deliberation = DeliberationFactory(programme=programme)
    BudgetLineFactory(
        programme=programme,
        deliberation=deliberation,
        is_income=True,
        section=Section.INVESTMENT,
        available=None,
    )

    assert "Recette" in page(manager, "dossiers:deliberation", deliberation).text
