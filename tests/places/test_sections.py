"""The places of a programme file."""

from pathlib import Path

import pytest

from audit.actors import SYSTEM
from passnum.programme_file import reading
from passnum.programme_file.loader import Faults, load
from places.models import Commune, Place, Qualification
from tests.factories.accounts import NOON

pytestmark = pytest.mark.django_db
DEMO = Path(__file__).resolve().parents[2] / "demo" / "pas-de-calais.toml"
KEPT = ("programme", "organisations", "places")


@pytest.fixture
def values():
    """Some places of the demonstration, one no longer qualified, without the rest."""
    read = reading.parse(reading.read(DEMO))
    places = read["places"]
    ended = [one for one in places if any("ends_on" in each for each in one["qualifications"])]
    read["places"] = [*[one for one in places if one not in ended][:2], *ended]
    named = {read["programme"]["authority"], *(one["structure"] for one in read["places"])}
    read["organisations"] = [one for one in read["organisations"] if one["code"] in named]
    return {key: value for key, value in read.items() if key in KEPT}


def load_file(values):
    return load(values, by=SYSTEM, at=NOON)


def test_places_are_added_with_the_communes_of_the_territory(values):
    load_file(values)

    assert Place.objects.count() == len(values["places"])
    assert set(Commune.objects.values_list("departement", flat=True)) == {"62"}
    assert Qualification.objects.exclude(ends_on=None).exclude(reason="").exists()


def test_the_same_places_twice_change_nothing(values):
    load_file(values)
    assert load_file(values) == []


def test_an_end_is_added_to_a_qualification_that_had_none(values):
    load_file(values)
    values["places"][0]["qualifications"][0] |= {"ends_on": NOON.date(), "reason": "Fermeture"}

    assert len(load_file(values)) == 1

    place = Place.objects.get(name=values["places"][0]["name"])
    assert place.qualifications.get().reason == "Fermeture"


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("address", "ailleurs", "Rien n’a été changé"),
        ("commune", "59350", "Aucune commune du territoire"),
    ],
)
def test_a_place_that_differs_or_lies_elsewhere_is_refused(values, key, value, said):
    if key == "address":
        load_file(values)
    values["places"][0][key] = value

    with pytest.raises(Faults, match=said) as refusal:
        load_file(values)

    assert refusal.value.found[0].path == f"places[1].{key}"
