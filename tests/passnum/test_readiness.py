"""« Programmes » says what a programme lacks on the day before its first pass is handed out."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from mediation.models import Device
from passnum.programme_file.readiness import needs_before_first_pass
from tests.factories.accounts import OrganisationFactory, UserFactory, sign_in
from tests.factories.beneficiaries import ReglementVersionFactory
from tests.factories.deliberations import CalendarFactory
from tests.factories.distribution import DepotFactory, LotFactory
from tests.factories.mediation import DeviceFactory
from tests.factories.places import PlaceFactory
from tests.factories.programmes import ParticipationFactory, ProgrammeFactory
from tests.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = dt.date(2023, 5, 15)
EVERYTHING = ["règlement", "calendrier", "commandés", "en service", "dépôt", "rôle"]
EVERYTHING += ["lieu", "encaisse"]


@pytest.fixture
def programme():
    return ProgrammeFactory()


def lacking(programme, on=TODAY):
    found = zip(EVERYTHING, needs_before_first_pass(programme, on), strict=True)
    assert all(word in need.label for word, need in found)
    found = zip(EVERYTHING, needs_before_first_pass(programme, on), strict=True)
    return [word for word, need in found if not need.is_there]


def ready(programme):
    ReglementVersionFactory(programme=programme)
    CalendarFactory(programme=programme)
    depot = DepotFactory(programme=programme, carnets=2)
    UserFactory(role=Role.DISTRIBUTOR, organisation=depot.organisation)
    place = PlaceFactory(programme=programme)
    UserFactory(role=Role.MEDIATOR, organisation=place.structure.organisation)
    return depot, place


def test_a_programme_lacks_everything_then_nothing(programme):
    assert lacking(programme) == EVERYTHING

    ready(programme)

    assert lacking(programme) == []
    assert lacking(ProgrammeFactory()) == EVERYTHING


def test_a_lot_whose_last_day_is_past_counts_for_nothing(programme):
    ready(programme)
    last = dt.date(2023, 12, 31)
    assert lacking(programme, last) == []

    gone = lacking(programme, last + dt.timedelta(days=1))
    assert gone == ["calendrier", "commandés", "en service", "dépôt"]


def test_a_calendar_decided_since_ends_the_lots_of_before(programme):
    ready(programme)
    CalendarFactory(programme=programme, in_force_on=TODAY, ends_on=TODAY - dt.timedelta(days=1))

    assert lacking(programme) == ["calendrier", "commandés", "en service", "dépôt"]


def test_only_the_carnets_of_a_lot_in_service_count_and_at_a_distributor(programme):
    regie = DepotFactory(programme=programme, regie=True, carnets=2)
    assert "dépôt" in lacking(programme)

    LotFactory(depot=DepotFactory(programme=programme), state="delivered")
    assert {"commandés", "en service", "dépôt"} & {*lacking(programme)} == {"dépôt"}
    assert regie.carnets.exists()


def test_the_roles_are_held_where_the_carnets_and_the_places_are(programme):
    other = ParticipationFactory(programme=programme).organisation
    UserFactory(role=Role.DISTRIBUTOR, organisation=other)
    assert "rôle" not in lacking(programme)  # while no counter has carnets

    depot = DepotFactory(programme=programme, carnets=1)
    assert "rôle" in lacking(programme)
    UserFactory(role=Role.DISTRIBUTOR, organisation=depot.organisation)
    assert "rôle" not in lacking(programme)

    host = ParticipationFactory(programme=programme, host=True).organisation
    UserFactory(role=Role.MEDIATOR, organisation=host)
    assert "encaisse" not in lacking(programme)
    place = PlaceFactory(programme=programme)
    assert "encaisse" in lacking(programme)
    DeviceFactory(structure=place.structure)
    assert "encaisse" not in lacking(programme)
    Device.objects.update(revoked_at=dt.datetime(2023, 5, 14, tzinfo=dt.UTC))
    assert "encaisse" in lacking(programme)


def test_each_line_leads_to_the_page_that_brings_it(client, programme):
    administrator = UserFactory(role=Role.ADMINISTRATOR, organisation=programme.authority)
    page = sign_in(client, administrator).get(reverse("programmes"))

    assert "0 tâche sur 8 faite" in words(page)
    assert "par le gestionnaire, dans Conventions, Délibérations" in words(page)
    assert words(page).count("par le gestionnaire, dans Stock") == 2
    assert page.text.count(f'<a href="{reverse("programmes:roles")}">Quelqu') == 1


def test_nobody_of_another_programme_is_counted(programme):
    ready(ProgrammeFactory(authority=programme.authority))
    UserFactory(role=Role.DISTRIBUTOR, organisation=OrganisationFactory())

    assert lacking(programme) == EVERYTHING
