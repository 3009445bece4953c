import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from audit.actors import SYSTEM
from audit.models import Event
from places import actions, reference
from places.models import Commune, Epci, Place, Qualification, Structure
from programmes.enums import ParticipationKind
from tests.factories.accounts import NOON, OrganisationFactory
from tests.factories.places import (
    CommuneFactory,
    PlaceFactory,
    QualificationFactory,
    StructureFactory,
)
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db
WHEN = {"by": SYSTEM.at(NOON)}
NOVEMBER = dt.date(2021, 11, 15)


def add(**details):
    given = {
        "name": "Médiathèque de l’Étoile",
        "commune": CommuneFactory(),
        "postcode": "62000",
        "address": "1 rue du Beffroi",
    }
    return actions.add_place(StructureFactory(), on=NOVEMBER, **WHEN, **(given | details))


def test_the_communes_of_a_departement_are_imported_with_their_epci_and_again():
    for _ in range(2):
        assert actions.import_communes(["62"]) == 887

    arras = Commune.objects.select_related("epci").get(pk="62041")
    assert (arras.name, arras.postcodes, arras.epci.name) == ("Arras", ["62000"], "CU d’Arras")
    assert Commune.objects.count() == 887
    assert not Epci.objects.filter(communes=None).exists()


def test_a_commune_that_changed_its_name_is_corrected_by_the_import():
    CommuneFactory(insee="62041", name="Nemetacum", sort_key="nemetacum")
    actions.import_communes(["62"])
    assert Commune.objects.get(pk="62041").sort_key == "arras"


def test_communes_beyond_the_seas_have_neither_postcode_nor_population():
    actions.import_communes(["984"])
    found = Commune.objects.filter(departement="984").values_list("postcodes", "population", "epci")
    assert set(map(str, found)) == {"([], 0, None)"}


def test_the_whole_country_is_shipped():
    assert sum(1 for _ in reference.communes()) == 34969


@pytest.mark.parametrize(("options", "kept"), [([], 0), (["--commit"], 887)])
def test_the_command_writes_only_when_asked(capsys, options, kept):
    call_command("import_communes", "--departements", "62", *options)

    assert Commune.objects.count() == kept
    assert ("rien n’est enregistré" in capsys.readouterr().out) is not bool(kept)


def test_the_command_names_an_unknown_departement():
    with pytest.raises(CommandError, match="2C"):
        call_command("import_communes", "--departements", "62", "2C", "--commit")


def test_an_organisation_opens_one_structure():
    organisation = OrganisationFactory()
    assert actions.open_structure(organisation, **WHEN) == actions.open_structure(
        organisation, **WHEN
    )
    assert Structure.objects.count() == Event.objects.filter(verb="structure.opened").count() == 1


def test_a_place_is_added_and_sorted_without_accents():
    place = add(services=["procedures"], phone="03 21 00 00 00")

    assert (place.sort_key, place.updated_on) == ("mediatheque de l etoile", NOVEMBER)
    assert Event.objects.get().verb == "place.added"


def test_a_postcode_of_another_commune_is_refused_at_its_field():
    with pytest.raises(actions.WrongPostcode, match="62000") as refusal:
        add(postcode="62100")
    assert (refusal.value.code, refusal.value.field) == ("wrong_postcode", "postcode")
    assert not Place.objects.exists()


def test_a_commune_without_known_postcode_takes_any():
    commune = CommuneFactory(insee="98412", name="Kerguelen", postcodes=[], departement="984")
    assert add(commune=commune, postcode="98413").pk


def test_a_service_that_the_national_schema_does_not_know_is_refused():
    with pytest.raises(ValidationError):
        add(services=["magic"])


def test_a_qualified_place_lets_its_structure_reach_the_programme():
    place, programme = PlaceFactory(), ProgrammeFactory()

    qualification = actions.qualify(place, programme, on=NOVEMBER, **WHEN)

    assert (qualification.starts_on, qualification.ends_on) == (NOVEMBER, None)
    part = programme.participations.get()
    assert (part.organisation, part.kind) == (place.structure.organisation, ParticipationKind.HOST)
    assert Place.objects.qualified_on(NOVEMBER, programme).get() == place
    assert Event.objects.filter(verb="place.qualified", programme_id=programme.pk).exists()


@pytest.mark.parametrize(
    ("starts_on", "until"),
    [("2021-11-15", None), ("2021-01-01", "2021-11-15"), ("2022-12-31", "2024-01-01")],
)
def test_a_place_is_not_qualified_twice_on_the_same_day(starts_on, until):
    held = QualificationFactory(ends_on=dt.date(2022, 12, 31))
    on, until = dt.date.fromisoformat(starts_on), until and dt.date.fromisoformat(until)

    with pytest.raises(actions.AlreadyQualified, match="du 15\u00a0novembre\u00a02021"):
        actions.qualify(held.place, held.programme, on=on, until=until, **WHEN)


@pytest.mark.parametrize(("on", "until"), [("2023-01-01", None), ("2021-11-01", "2021-11-14")])
def test_a_place_is_qualified_again_before_or_after(on, until):
    held = QualificationFactory(ends_on=dt.date(2022, 12, 31))
    on, until = dt.date.fromisoformat(on), until and dt.date.fromisoformat(until)

    assert actions.qualify(held.place, held.programme, on=on, until=until, **WHEN).days


def test_two_programmes_qualify_the_same_place():
    held = QualificationFactory()
    assert actions.qualify(held.place, ProgrammeFactory(), on=NOVEMBER, **WHEN)


def test_a_qualification_never_ends_before_it_starts():
    with pytest.raises(actions.EndBeforeStart, match="La fin doit suivre le début"):
        actions.qualify(
            PlaceFactory(), ProgrammeFactory(), on=NOVEMBER, until=dt.date(2021, 1, 1), **WHEN
        )


def test_the_last_day_of_a_qualification_is_included():
    held, last = QualificationFactory(), dt.date(2023, 3, 31)

    ended = actions.end_qualification(held, on=last, reason="Fermeture", **WHEN)

    assert (ended.ends_on, ended.reason) == (last, "Fermeture")
    for day, open_ in ((last, True), (last + dt.timedelta(1), False)):
        assert Place.objects.qualified_on(day, held.programme).exists() is open_
    assert Event.objects.get().details == {"ends_on": "2023-03-31"}


@pytest.mark.parametrize(
    ("on", "refusal"),
    [("2023-12-31", actions.AlreadyEnded), ("2021-11-14", actions.EndBeforeStart)],
)
def test_a_qualification_ends_once_and_after_its_start(on, refusal):
    held = QualificationFactory(ends_on=dt.date(2023, 12, 31))
    with pytest.raises(refusal):
        actions.end_qualification(held, on=dt.date.fromisoformat(on), reason="", **WHEN)


def test_an_end_already_set_may_be_brought_forward():
    held = QualificationFactory(ends_on=dt.date(2023, 12, 31))
    sooner = dt.date(2023, 6, 30)
    assert actions.end_qualification(held, on=sooner, reason="", **WHEN).ends_on == sooner


def test_a_reason_never_holds_a_nir():
    held = QualificationFactory()
    with pytest.raises(actions.NirFound):
        actions.end_qualification(held, on=NOVEMBER, reason="1 85 05 78 006 084", **WHEN)
    assert Qualification.objects.get().ends_on is None
