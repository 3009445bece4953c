"""Markets, and what is left of them."""

import datetime as dt
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts.enums import Role
from audit.models import Event
from common.errors import EndBeforeStart
from common.past_days import DayAfterConsequence, DayBeforeCause, DayInFuture
from distribution.actions.orders import LotSpec
from distribution.models import Market, Order
from ordering.actions import costs, lots, markets, orders
from ordering.readings import left_of, used_of
from tests.distribution.attempts import refused
from tests.factories.accounts import OrganisationFactory, UserFactory, sign_in
from tests.factories.budget import BudgetLineFactory
from tests.factories.distribution import JOURNAL, ORDERED, VALID, MarketFactory, person_of
from tests.factories.programmes import ProgrammeFactory
from tests.ordering.test_views_orders import PLACE, TYPED
from tests.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LIST, ADD = reverse("ordering:markets"), reverse("ordering:add-market")
FACTS = {"number": "2022-M1", "subject": "Émission de pass", "notified_on": ORDERED}


@pytest.fixture
def market():
    return MarketFactory(max_amount=Decimal("1000.00"))


def place(market, carnets=4, number="C-1", on=ORDERED):
    terms = {"number": number, "supplier": market.holder, "ordered_on": on, **VALID}
    specs = [LotSpec("lot", carnets, 10)]
    return orders.place(market.programme, lots=specs, market=market, **terms, **JOURNAL)


def test_an_order_uses_its_market_and_a_cancelled_one_gives_it_back(market):
    order = place(market, carnets=6)
    assert (used_of(market), left_of(market)) == (Decimal(600), Decimal(400))

    with pytest.raises(markets.OverMarket, match="Il manque 100,00") as refusal:
        place(market, carnets=5, number="C-2")
    assert refusal.value.field == "market"
    assert Order.objects.count() == 1

    lots.cancel_order(order, on=ORDERED, note="Revu", by=person_of(order.lots.get()))
    assert left_of(market) == Decimal(1000)
    place(market, carnets=10, number="C-2")


def test_fees_use_the_market_before_tax(market):
    order, line = place(market, carnets=9), BudgetLineFactory(programme=market.programme)
    given = {"line": line, "on": ORDERED, **JOURNAL}
    costs.add(order, kind="fees", amount=Decimal(60), with_tax=Decimal(72), **given)
    costs.add(order, kind="passes", **given)
    assert left_of(market) == Decimal(40)

    with pytest.raises(markets.OverMarket) as refusal:
        costs.add(order, kind="engineering", amount=Decimal(41), **given)
    assert refusal.value.field == "amount"


def test_a_market_without_a_maximum_has_no_limit():
    market = MarketFactory()
    place(market, carnets=500)

    assert left_of(market) is None


def test_an_order_is_of_the_days_of_its_market(market):
    with pytest.raises(DayBeforeCause, match="la notification du marché"):
        place(market, on=ORDERED - dt.timedelta(days=1))
    market.ends_on = ORDERED
    market.save()
    with pytest.raises(DayAfterConsequence, match="la fin du marché"):
        place(market, on=ORDERED + dt.timedelta(days=1))


@pytest.mark.parametrize(
    ("changed", "why", "field"),
    [
        ({"number": "2022-M0"}, markets.MarketKnown, "number"),
        ({"notified_on": dt.date(2023, 5, 16)}, DayInFuture, "notified_on"),
        ({"ends_on": ORDERED - dt.timedelta(days=1)}, EndBeforeStart, "ends_on"),
    ],
)
def test_what_is_wrong_with_a_market_is_said_at_its_field(changed, why, field):
    known = MarketFactory(number="2022-M0")

    with pytest.raises(why) as refusal:
        markets.record(known.programme, holder=known.holder, **FACTS | changed, **JOURNAL)
    assert refusal.value.field == field


def test_the_database_refuses_a_number_twice_and_days_out_of_order(market):
    change = Market.objects.filter(pk=market.pk).update
    other = MarketFactory(programme=market.programme)

    refused("market_number_unique", change, number=other.number)
    refused("market_days_in_order", change, ends_on=ORDERED - dt.timedelta(days=1))
    refused("market_max_amount_positive", change, max_amount=-1)


@pytest.fixture
def manager(client, market):
    user = UserFactory(role=Role.MANAGER, organisation=market.programme.authority)
    return sign_in(client, user)


def test_a_market_is_recorded_listed_and_read(manager, market):
    assert ADD in manager.get(LIST).text
    typed = {"number": "n° 2023-M2", "subject": "Pass", "other_name": "Up", "max_amount": "100 €"}
    assert "Indiquez le jour de la notification." in words(manager.post(ADD, typed))

    answer = manager.post(ADD, typed | {"notified_on": "01/03/2023", "ends_on": "28/02/2027"})
    recorded = Market.objects.get(number="2023-M2")
    assert answer.url == reverse("ordering:market", args=[recorded.public_id])
    *_, said = get_messages(answer.wsgi_request)
    assert str(said) == "Marché 2023-M2 enregistré."
    assert (recorded.holder.name, recorded.max_amount) == ("Up", Decimal(100))
    assert Event.objects.get(verb="market.recorded").details == {"max_amount": "100.00"}
    assert "0,00 € HT commandés sur 100,00 €. Il en reste 100,00 €." in words(
        manager.get(answer.url)
    )
    assert "2 marchés" in words(manager.get(LIST))
    assert "1 marché sur 2" in words(manager.get(LIST, {"q": "2023-M2"}))


def test_an_order_placed_by_page_names_its_market(manager, market):
    held = market.programme
    held.territory = ["59", "60", "80"]
    held.save()
    typed = TYPED | {"market": market.pk}
    assert "Il reste 1 000,00 € HT sur le marché" in words(manager.get(PLACE, typed))

    small = typed | {"lots-0-carnets": "1", "lots-1-carnets": "1"}
    page = manager.get(PLACE, small)
    assert str(market) in words(page)
    address = f"{PLACE}?{page.request['QUERY_STRING']}"
    order = manager.post(address, {"read": page.context["form"]["read"].value()}).url
    url = reverse("ordering:market", args=[market.public_id])
    assert url in manager.get(order).text
    shown = words(manager.get(url))
    assert "150,00 € HT commandés sur 1 000,00 €. Il en reste 850,00 €." in shown
    assert "2023-07" in shown


def test_a_market_without_a_maximum_says_so(manager, market):
    market = MarketFactory(programme=market.programme)
    page = words(manager.get(reverse("ordering:market", args=[market.public_id])))

    assert "0,00 € HT commandés. Ce marché ne fixe pas de maximum." in page


def test_a_market_of_another_authority_is_not_offered(manager, market):
    other = MarketFactory(programme=ProgrammeFactory(), holder=OrganisationFactory())

    assert other.number not in manager.get(LIST).text
    assert other not in manager.get(PLACE).context["form"].fields["market"].queryset
