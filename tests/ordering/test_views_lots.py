"""The page that receives a lot."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.distribution import DepotFactory, LotFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_who_keeps_no_store_is_told_so_instead_of_receiving_a_lot(client):
    depot = DepotFactory(regie=True)
    lot = LotFactory(depot=depot, state="ordered")
    comptable = UserFactory(role=Role.COMPTABLE, organisation=lot.programme.authority)
    page = (
        sign_in(client, comptable).get(reverse("ordering:deliver-lot", args=[lot.public_id])).text
    )
    assert "Vous ne tenez aucun dépôt." in page
    assert "<form method" not in page.partition("<main")[2]
