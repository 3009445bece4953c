"""The pages of the stock as they are looked at: at both widths, and on paper."""

import pytest
from django.urls import reverse

from tests.factories.accounts import UserFactory
from tests.factories.distribution import DepotFactory, LotFactory, hand_out

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]
A4 = {"width": 658, "height": 930}  # at 96 points an inch, between margins of 18 mm
SIDEWAYS = "document.documentElement.scrollWidth > innerWidth"
CELLS = "[...document.querySelectorAll('thead th')].filter((one) => !one.offsetWidth).length"
ACTS = "[...document.querySelectorAll('.btn')].filter((one) => one.offsetWidth).length"


def test_the_stock_is_looked_at_on_screen_and_is_whole_on_paper(tour, page):
    depot = DepotFactory(carnets=3, name="Maison du Département Solidarité de l’Audomarois")
    regie = DepotFactory(programme=depot.programme, regie=True, name="Régie départementale")
    LotFactory(depot=regie, carnets=12, state="delivered")
    hand_out(depot)
    order = regie.programme.orders.order_by("pk").last()
    urls = [
        reverse("distribution:stock"),
        reverse("distribution:depot", args=[depot.public_id]),
        reverse("ordering:orders"),
        reverse("ordering:order", args=[order.public_id]),
    ]
    tour(UserFactory(organisation=depot.programme.authority).email, urls)

    page.set_viewport_size(A4)
    page.emulate_media(media="print")
    found = {}
    for url in urls:
        page.goto(page.url.partition("/stock/")[0] + url)
        found[url] = [page.evaluate(asked) for asked in (SIDEWAYS, CELLS, ACTS)]
    page.emulate_media(media="screen")
    assert found == {url: [False, 0, 0] for url in urls}
