"""The rules of attribution that ship with the product, loaded and applied."""

import datetime as dt
from pathlib import Path

import pytest

from audit.actors import SYSTEM
from beneficiaries.actions import establishments, requests
from beneficiaries.enums import Channel, Status
from beneficiaries.models import Category, ReglementVersion
from beneficiaries.readings.decision_reviews import judge_again
from passnum.programme_file import reading
from passnum.programme_file.loader import Faults, load
from programmes.models import Programme
from tests.factories.accounts import NOON
from tests.factories.beneficiaries import DecisionFactory, PersonFactory
from tests.factories.places import CommuneFactory

pytestmark = pytest.mark.django_db
DEMO = Path(__file__).resolve().parents[2] / "demo"
LEFT_OUT = ("orders", "depots", "places", "conventions", "plans", "budget_lines", "subsidies")


def values_of(name):
    """A file of the demonstration without what costs time here."""
    values = reading.parse(reading.read(DEMO / f"{name}.toml"))
    return {key: value for key, value in values.items() if key not in LEFT_OUT}


def load_file(values):
    return load(values, by=SYSTEM, at=NOON)


def decide(programme, filed_on, born_on, status, **changes):
    person = PersonFactory(programme=programme, born_on=born_on)
    return requests.decide(
        person,
        filed_on=filed_on,
        status=status,
        channel=Channel.ACCOMPANIED,
        organisation=person.registered_by,
        on=dt.date(2023, 5, 15),
        by=SYSTEM.at(NOON),
        **changes,
    )


def test_the_rules_of_the_region_are_those_of_its_deliberations():
    load_file(values_of("hauts-de-france"))
    programme = Programme.objects.get(code="hauts-de-france")

    assumed = programme.reglements.in_force_on(dt.date(2022, 12, 31)).get()
    widened = programme.reglements.in_force_on(dt.date(2023, 1, 1)).get()

    assert (assumed.deliberation.number, assumed.ends_on) == ("2022.00258", dt.date(2022, 12, 31))
    assert "non versé" in assumed.note
    assert (widened.deliberation.number, widened.ends_on) == ("2022.01883", None)
    former = set(assumed.categories.values_list("code", flat=True))
    assert former < set(widened.categories.values_list("code", flat=True))


TRUTH = [
    (Status.APPRENTICE, 28, False, True),
    (Status.APPRENTICE, 31, False, False),
    (Status.APPRENTICE, 17, False, False),
    (Status.JOBSEEKER, 45, True, True),
    (Status.NONE, 60, True, True),
    (Status.NONE, 59, False, False),
    (Status.INSERTION, 25, True, True),
    (Status.INSERTION, 26, False, False),
    (Status.CEJ, 20, False, True),
    (Status.HEALTH_STUDENT, 40, False, True),
    (Status.VOLUNTEER, 50, False, True),
    (Status.LYCEE_PUPIL, 16, False, True),
]


def test_publics_of_the_region_open_on_the_first_of_january_2023():
    load_file(values_of("hauts-de-france"))
    programme = Programme.objects.get(code="hauts-de-france")
    assert programme.establishments.filter(name="").count() == 25
    named = {"establishment": programme.establishments.earliest("position")}

    for status, age, before, after in TRUTH:
        born_on = dt.date(2022 - age, 6, 1)
        for filed_on, granted in ((dt.date(2022, 12, 31), before), (dt.date(2023, 1, 1), after)):
            decision = decide(programme, filed_on, born_on, status, **named)
            assert decision.granted is granted, (status, age, filed_on)
            assert judge_again(decision).granted is granted


def test_the_file_of_the_region_loads_again_once_staff_named_an_establishment():
    values = values_of("hauts-de-france")
    load_file(values)
    first = Programme.objects.get(code="hauts-de-france").establishments.earliest("position")
    establishments.edit(first, name="Lycée Faidherbe", by=SYSTEM.at(NOON))

    load_file(values)

    first.refresh_from_db()
    assert first.name == "Lycée Faidherbe"


def test_the_publics_of_the_departement_are_marked_as_known_without_their_text():
    load_file(values_of("pas-de-calais"))
    programme = Programme.objects.get(code="pas-de-calais")

    version = programme.reglements.get()

    assert "non versé" in version.note
    assert "2023-204" in version.note
    for status, born_on in (
        (Status.RSA, dt.date(1990, 1, 1)),
        (Status.PUPIL, dt.date(2010, 1, 1)),
        (Status.ASE, dt.date(2005, 1, 1)),
        (Status.DISABILITY, dt.date(1980, 1, 1)),
        (Status.NONE, dt.date(1950, 1, 1)),
    ):
        assert decide(programme, dt.date(2023, 5, 2), born_on, status).passes == 10
    assert not decide(programme, dt.date(2023, 5, 2), dt.date(1990, 1, 1), Status.NONE).granted


def test_the_same_file_twice_changes_nothing():
    values = values_of("hauts-de-france")
    load_file(values)
    counts = ReglementVersion.objects.count(), Category.objects.count()

    assert load_file(values) == []
    assert (ReglementVersion.objects.count(), Category.objects.count()) == counts


def test_a_public_that_differs_from_the_recorded_one_is_refused_and_shown():
    values = values_of("hauts-de-france")
    load_file(values)
    values["reglements"][0]["categories"][1]["min_age"] = 65

    with pytest.raises(Faults) as refusal:
        load_file(values)

    (fault,) = refusal.value.found
    assert fault.path == "reglements[1].categories[2].min_age"
    assert "«\u00a065\u00a0»" in fault.sentence
    assert "«\u00a060\u00a0»" in fault.sentence


def test_a_public_is_added_to_a_version_only_before_it_judges():
    values = values_of("pas-de-calais")
    load_file(values)
    new = {"code": "new", "label": "Nouveau public", "passes_granted": 5, "ceiling": 5}
    values["reglements"][0]["categories"].append(new)
    CommuneFactory()

    added = load_file(values)
    assert len(added) == 1

    version = ReglementVersion.objects.get()
    person = PersonFactory(programme=version.programme)
    DecisionFactory(person=person, version=version)
    values["reglements"][0]["categories"].append(new | {"code": "newer"})
    with pytest.raises(Faults, match="nouvelle version"):
        load_file(values)
