"""A manager opens a depot, which an organisation holds."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from distribution.enums import DepotKind
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.distribution import DepotFactory
from tests.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
OPEN = reverse("distribution:open-depot")


@pytest.fixture
def manager(client, programme):
    return sign_in(client, UserFactory(role=Role.MANAGER, organisation=programme.authority))


def test_a_depot_is_opened_with_the_organisation_that_holds_it(manager, programme):
    DepotFactory(programme=programme)
    assert OPEN in manager.get(reverse("distribution:stock")).text
    typed = {"name": "MDS de Lens", "kind": DepotKind.DISTRIBUTOR, "other_name": "Centre social"}

    answer = manager.post(OPEN, typed)

    depot = programme.depots.get(name="MDS de Lens")
    assert answer.url == reverse("distribution:depot", args=[depot.public_id])
    assert (depot.code, depot.kind) == ("mds-de-lens", DepotKind.DISTRIBUTOR)
    assert str(depot.organisation) == "Centre social"
    assert programme.participations.filter(organisation=depot.organisation).exists()
    assert "Un dépôt s’appelle déjà" in words(manager.post(OPEN, typed | {"name": "mds de lens"}))
    manager.post(OPEN, typed | {"name": "MDS de  Lens"})
    assert programme.depots.filter(organisation=depot.organisation).count() == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Indiquez le nom du dépôt."),
        ({"other_name": ""}, "Choisissez l’organisation qui le tient dans la liste"),
        ({"kind": "supplier"}, "dans la liste"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_opened(manager, programme, wrong, said):
    typed = {"name": "MDS", "kind": DepotKind.DISTRIBUTOR, "other_name": "Centre social"}

    assert said in words(manager.post(OPEN, typed | wrong))
    assert not programme.depots.exists()
