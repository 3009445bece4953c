"""Rows that contradict each other are found, though no action and no trigger lets them be."""

import pytest
from django.db import connection

from passnum import invariants
from tests.factories.conventions import ConventionFactory
from tests.factories.files import file_of
from tests.factories.mediation import Scene
from tests.factories.reporting import ReportFactory

pytestmark = pytest.mark.django_db

ELSEWHERE = "(SELECT min(id) FROM distribution_depot WHERE kind <> 'distributor')"
# What is planted where, and the rule that it breaks.
PLANTED = {
    f"distribution_carnet SET depot_id = {ELSEWHERE} WHERE depot_id > 0": "dépôts",
    "distribution_pass SET state = 'follows' WHERE state = 'spent'": "pass dont",
    "mediation_redemption SET passes_count = 2": "encaissements",
    "files_filecontent SET content = 'autre'": "pièces",
    "reporting_report SET document = 'autre'": "rapports",
}


@pytest.fixture
def house(clock):
    """Passes handed out and redeemed, a file and a report."""
    scene = Scene()
    assert scene.redeem().status_code == 201
    convention = ConventionFactory(programme=scene.programme)
    file_of(convention)
    ReportFactory(convention=convention, ready=True)


def test_nothing_is_broken_by_the_actions(house):
    assert invariants.broken() == {}


@pytest.mark.parametrize("change", PLANTED)
def test_each_contradiction_is_counted(house, change):
    table = change.split()[0]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE {change}")

    (rule,) = invariants.broken()
    assert rule.startswith(PLANTED[change])


def test_each_rule_is_planted():
    for rule in invariants.BROKEN:
        assert [start for start in PLANTED.values() if rule.startswith(start)], rule
