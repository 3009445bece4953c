"""Record a market, and hold its orders under its maximum."""

import datetime as dt
from decimal import Decimal
from typing import NotRequired, TypedDict, Unpack

from django.db import transaction

from accounts.models import Organisation
from audit import journal
from audit.actors import Author
from common.errors import EndBeforeStart, Refusal
from common.formats import euros
from common.past_days import check_day
from common.saving import check_and_save, lock
from distribution.models import Market
from ordering.readings import left_of
from programmes.models import Programme


class MarketKnown(Refusal):
    """The programme has a market of this number."""


class OverMarket(Refusal):
    """An order, or what it costs, exceeds what is left of its market."""


class MarketFacts(TypedDict):
    number: str
    holder: Organisation
    subject: str
    notified_on: dt.date
    ends_on: NotRequired[dt.date | None]
    max_amount: NotRequired[Decimal | None]


@transaction.atomic
def record(programme: Programme, *, by: Author, **facts: Unpack[MarketFacts]) -> Market:
    """Record a market that is notified."""
    programme = lock(programme, no_key=True)
    if programme.markets.filter(number=facts["number"]).exists():
        raise MarketKnown(f"Le marché {facts['number']} est déjà enregistré.", field="number")
    notified_on, years = facts["notified_on"], programme.years
    check_day("La notification", notified_on, by.at, field="notified_on", years=years)
    ends_on = facts.get("ends_on")
    if ends_on is not None and ends_on < notified_on:
        raise EndBeforeStart("La fin du marché doit suivre sa notification.", field="ends_on")
    market = Market(programme=programme, **facts)
    check_and_save(market)
    journal.record("market.recorded", market, by=by, max_amount=str(market.max_amount or ""))
    return market


def check_left(market: Market | None, amount: Decimal, *, field: str) -> None:
    """Refuse an amount, before tax, that the market has not left."""
    left = left_of(market) if market else None
    if left is not None and amount > left:
        raise OverMarket(
            f"Il reste {euros(left)} HT sur le {str(market).lower()}\u00a0; il faut "
            f"{euros(amount)}. Il manque {euros(amount - left)}.",
            field=field,
        )
