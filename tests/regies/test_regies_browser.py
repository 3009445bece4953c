"""The pages of régies as they are looked at: at both widths, and on paper."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from distribution.models import Depot
from regies.actions import regies
from regies.enums import Office, SheetState
from tests.factories.accounts import UserFactory
from tests.factories.distribution import JOURNAL, TODAY, DepotFactory, LotFactory, shipment_of
from tests.factories.regies import appointment_of, handover_of, regie_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]
SIDEWAYS = "document.documentElement.scrollWidth > innerWidth"
A4 = {"width": 658, "height": 930}  # at 96 points an inch, between margins of 18 mm


@pytest.fixture
def sheet():
    """A régie over its ceiling, held by one then another, with what is under it."""
    depot = DepotFactory(regie=True, carnets=120, name="Régie départementale")
    LotFactory(depot=depot, carnets=40, size=5)
    names = ("Maison du Département Solidarité de l’Audomarois", "CCAS du Béthunois")
    for name in names:
        counter = DepotFactory(programme=depot.programme, carnets=3, name=name)
        Depot.objects.filter(pk=counter.pk).update(parent=depot.pk)
    regie = regie_of(depot, ceiling="15000")
    regies.revise(regie, amount=Decimal(12000), starts_on=TODAY, act_number="2023-R2", **JOURNAL)
    appointment_of(regie, office=Office.DEPUTY, name="Sacha Leroy", ends_on=dt.date(2022, 8, 31))
    shipment_of(depot, counter, ranges=[(20, 29)])
    return handover_of(regie, state=SheetState.CLOSED)


def test_a_regie_is_looked_at_on_screen_and_is_whole_on_paper(tour, page, sheet):
    urls = [
        reverse("regies:regies"),
        reverse("regies:tree"),
        reverse("regies:regie", args=[sheet.regie.public_id]),
        reverse("regies:sheet", args=[sheet.public_id]),
        reverse("regies:appoint", args=[sheet.regie.public_id]),
        reverse("regies:found", args=[sheet.regie.public_id]),
    ]
    tour(UserFactory(organisation=sheet.regie.programme.authority).email, urls)

    page.set_viewport_size(A4)
    page.emulate_media(media="print")
    found = {}
    for url in urls:
        page.goto(page.url.partition("/stock/")[0] + url)
        found[url] = page.evaluate(SIDEWAYS)
    page.emulate_media(media="screen")
    assert not any(found.values()), found
