"""What a signature or an end would change, read without recording anything."""

import datetime as dt

import pytest

from conventions.enums import Cadence, ClauseKind, Origin
from dossiers.readings import Days, Dossier
from tests.factories.conventions import (
    AvenantFactory,
    ClauseFactory,
    ConventionFactory,
    ObligationFactory,
)
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2023, 5, 15)
DAYS = Days(TODAY, TODAY, TODAY)


@pytest.fixture
def convention():
    programme = ProgrammeFactory(managed_from=dt.date(2023, 1, 1))
    found = ConventionFactory(programme=programme, signed=True)
    effect = {"convention": found, "in_force": True}
    ClauseFactory(**effect)
    ClauseFactory(**effect, kind=ClauseKind.ACTION_START, day=dt.date(2021, 1, 1))
    ClauseFactory(**effect, kind=ClauseKind.PASSES_TARGET, day=None, number=1000)
    ObligationFactory(**effect, title="État", cadence=Cadence.AT_END, due_on=None, article="6")
    ObligationFactory(**effect, title="Suivi", cadence=Cadence.MONTHLY, due_on=None)
    return found


def plain(changes):
    rows = [(one.label, one.before, one.after, one.source) for one in changes]
    return [tuple(cell.replace("\u00a0", " ") for cell in row) for row in rows]


def test_a_later_end_moves_what_depends_on_it(convention):
    avenant = AvenantFactory(convention=convention, voted=True)
    ClauseFactory(convention=convention, avenant=avenant, day=dt.date(2023, 12, 31))

    moved = Dossier(avenant, DAYS).signed()

    assert plain(moved) == [
        ("État", "30 juillet 2023", "31 décembre 2023", "article 6"),
        (
            "Suivi",
            "7 échéances, jusqu’au 31 juillet 2023",
            "12 échéances, jusqu’au 31 décembre 2023",
            "",
        ),
        ("Échéances à tenir", "8", "13", "toutes obligations"),
        ("Pass consommés prévus au 15 mai 2023", "912 pass", "775 pass", "hypothèse linéaire"),
    ]
    assert not convention.clauses.filter(effective_on=TODAY).exists()


def test_a_replaced_obligation_falls_due_no_more(convention):
    avenant = AvenantFactory(convention=convention, voted=True)
    report = convention.obligations.get(title="État")
    ObligationFactory(
        convention=convention, avenant=avenant, replaces=report, due_on=dt.date(2023, 9, 1)
    )

    moved = Dossier(avenant, DAYS).signed()

    assert plain(moved) == [("État", "30 juillet 2023", "plus rien", "article 6")]


def test_a_convention_counts_its_delays_from_the_supposed_signature():
    programme = ProgrammeFactory(managed_from=dt.date(2023, 1, 1))
    voted = ConventionFactory(programme=programme, voted=True)
    ClauseFactory(convention=voted)
    ObligationFactory(
        convention=voted,
        cadence=Cadence.WITHIN,
        due_on=None,
        delay_months=2,
        counted_from=Origin.SIGNATURE,
    )

    moved = Dossier(voted, DAYS).signed()

    assert plain(moved) == [("Échéances à tenir", "0", "1", "toutes obligations")]


def test_an_end_stops_what_comes_back_each_month(convention):
    moved = Dossier(convention, DAYS).ended()

    assert plain(moved)[0] == (
        "Suivi",
        "7 échéances, jusqu’au 31 juillet 2023",
        "5 échéances, jusqu’au 31 mai 2023",
        "",
    )
