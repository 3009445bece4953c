"""Rows that contradict each other are found, though no action and no trigger lets them be."""

import pytest
from django.db import connection

from invariants import readings
from invariants.enums import Rule
from tests.factories.conventions import ConventionFactory
from tests.factories.files import file_of
from tests.factories.mediation import Scene
from tests.factories.programmes import ProgrammeFactory
from tests.factories.reporting import ReportFactory

pytestmark = pytest.mark.django_db

ELSEWHERE = "(SELECT min(id) FROM distribution_depot WHERE kind <> 'distributor')"
NOT_IN_SERVICE = "activated_on = NULL, activated_at = NULL, activated_by_id = NULL"
IN_STOCK = "state = 'in_stock', hand_out_id = NULL, depot_id = " + ELSEWHERE
# What is planted where, and the rules that it breaks.
PLANTED = {
    f"distribution_carnet SET depot_id = {ELSEWHERE} WHERE depot_id > 0": {Rule.STOCK},
    "distribution_pass WHERE id = (SELECT max(id) FROM distribution_pass)": {Rule.SERIES},
    f"distribution_lot SET state = 'proposed', {NOT_IN_SERVICE}": {Rule.SERVICE},
    "distribution_pass SET state = 'follows' WHERE state = 'spent'": {Rule.SPENT},
    f"distribution_carnet SET {IN_STOCK} WHERE hand_out_id > 0": {Rule.HANDED_OUT},
    "beneficiaries_decision SET passes = 1": {Rule.GRANTED},
    "mediation_redemption SET passes_count = 2": {Rule.REDEMPTIONS},
    "files_filecontent SET content = 'autre'": {Rule.FILES},
    "reporting_report SET document = 'autre'": {Rule.REPORTS},
}


@pytest.fixture
def scene(clock):
    """Passes handed out and redeemed, a file and a report."""
    found = Scene()
    assert found.redeem().status_code == 201
    convention = ConventionFactory(programme=found.programme)
    file_of(convention)
    ReportFactory(convention=convention, ready=True)
    return found


def plant(change):
    """Change rows, or delete some where nothing is set, behind the triggers."""
    table = change.split()[0]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"{'UPDATE' if ' SET ' in change else 'DELETE FROM'} {change}")


def test_nothing_is_broken_by_the_actions(scene):
    assert readings.broken() == {}
    assert readings.broken_in(scene.programme) == {}


@pytest.mark.parametrize("change", PLANTED)
def test_each_contradiction_is_found_in_its_programme_alone(scene, change):
    other = ProgrammeFactory()
    plant(change)

    rules = PLANTED[change]
    assert set(readings.broken()) == {rule.label for rule in rules}
    assert set(readings.broken_in(scene.programme)) == rules
    assert readings.broken_in(other) == {}


def test_the_first_rows_are_named(scene):
    plant("mediation_redemption SET passes_count = 2")

    (found,) = readings.broken_in(scene.programme).values()
    assert found["rows"] == 1
    assert found["first"][0].startswith("Encaissement ")


def test_each_rule_is_planted():
    assert set().union(*PLANTED.values()) == set(Rule) == set(readings.BROKEN)
