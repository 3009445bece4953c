"""Communes, structures, places and their qualification, minimal."""

import datetime as dt

import factory

from common.sort_key import sort_key
from places.models import Commune, Epci, Place, Qualification, Structure
from tests.factories.accounts import OrganisationFactory
from tests.factories.programmes import ParticipationFactory, ProgrammeFactory


class EpciFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Epci
        django_get_or_create = ("siren",)

    siren = "200033579"
    name = "CU d’Arras"


class CommuneFactory(factory.django.DjangoModelFactory):
    """Arras; `in_picardie` is Amiens. The same code twice is the same commune."""

    class Meta:
        model = Commune
        django_get_or_create = ("insee",)

    class Params:
        in_picardie = factory.Trait(
            insee="80021", name="Amiens", postcodes=["80000"], departement="80", epci=None
        )

    insee = "62041"
    name = "Arras"
    sort_key = factory.LazyAttribute(lambda commune: sort_key(commune.name))
    postcodes = factory.LazyFunction(lambda: ["62000"])
    departement = "62"
    region = "32"
    population = 42875
    epci = factory.SubFactory(EpciFactory)


class StructureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Structure

    organisation = factory.SubFactory(OrganisationFactory)


class PlaceFactory(factory.django.DjangoModelFactory):
    """A place in Arras. `programme` qualifies it there since 15/11/2021."""

    class Meta:
        model = Place
        exclude = ("programme",)
        skip_postgeneration_save = True

    programme = None
    structure = factory.SubFactory(StructureFactory)
    name = factory.Sequence(lambda n: f"Médiathèque {n}")
    sort_key = factory.LazyAttribute(lambda place: sort_key(place.name))
    commune = factory.SubFactory(CommuneFactory)
    postcode = factory.LazyAttribute(lambda place: place.commune.postcodes[0])
    address = "1 rue du Beffroi"
    updated_on = dt.date(2021, 11, 15)

    @classmethod
    def _generate(cls, strategy, params):
        programme = params.pop("programme", None)
        place = super()._generate(strategy, params)
        if programme is not None:
            QualificationFactory(place=place, programme=programme)
        return place


class QualificationFactory(factory.django.DjangoModelFactory):
    """Since 15/11/2021, without end; the structure takes part in the programme."""

    class Meta:
        model = Qualification
        skip_postgeneration_save = True

    place = factory.SubFactory(PlaceFactory)
    programme = factory.SubFactory(ProgrammeFactory)
    starts_on = dt.date(2021, 11, 15)

    @factory.post_generation
    def participation(self, create, extracted, **kwargs):
        organisation = self.place.structure.organisation
        if not self.programme.participations.filter(organisation=organisation).exists():
            ParticipationFactory(programme=self.programme, organisation=organisation, host=True)
