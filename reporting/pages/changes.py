"""What changed in a programme since a week: texts, orders, hand-outs, sessions, obligations."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from accounts.enums import Permission
from accounts.models import User
from common.formats import count, day_and_month, number
from common.periods import WEEK
from conventions.models import Avenant, Text
from conventions.pages.texts import document_url
from deliberations.readings import votes_in_words
from distribution.rules import range_in_words
from finance.readings.spending import Spending
from finance.readings.texts import Texts
from reporting.pages.occurrences import HomeOccurrences
from reporting.readings import indicators

MOST_SHOWN = 9
Days = tuple[dt.date, dt.date]


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened: when, its object with its page, and what became of it."""

    last_on: dt.date
    when: str
    what: str
    url: str
    said: str


def changes_since(user: User, spending: Spending, occurrences: HomeOccurrences) -> list[Change]:
    """What happened after the same day of the week before, newest first: the stock and the
    sessions, and the texts to those who read them.
    """
    today = spending.until
    days = (today - WEEK + dt.timedelta(days=1), today)
    found = [*_lots(spending, days), *_hand_outs(spending, days), *_sessions(spending, days)]
    if user.can(Permission.CONVENTION_READ):
        found += [*_texts(spending.texts, days), *_obligations(occurrences)]
    return sorted(found, key=lambda one: one.last_on, reverse=True)[:MOST_SHOWN]


def _texts(texts: Texts, days: Days) -> Iterator[Change]:
    every: list[Text] = [*texts.standing, *texts.avenants]
    for text in every:
        named = f"Avenant n°\u00a0{text.number}" if isinstance(text, Avenant) else str(text)
        url = document_url(text)
        if text.signed_on is not None and days[0] <= text.signed_on <= days[1]:
            yield _on(text.signed_on, named, url, "\u00a0: signature.")
        elif text.voted_on is not None and days[0] <= text.voted_on <= days[1]:
            votes = f", {votes_in_words(text.deliberation)}" if text.deliberation else ""
            yield _on(text.voted_on, named, url, f"\u00a0: vote{votes}.")


def _obligations(occurrences: HomeOccurrences) -> Iterator[Change]:
    for one in occurrences.sent:
        url = reverse("deadlines:occurrence", args=[one.public_id])
        if one.sent_on is not None:
            due = f", échéance du {day_and_month(one.due_on)}\u00a0: faite."
            yield _on(one.sent_on, one.obligation.title, url, due)


def _lots(spending: Spending, days: Days) -> Iterator[Change]:
    for lot in sorted(spending.lots, key=lambda one: one.pk):
        url = reverse("ordering:order", args=[lot.order.public_id])
        named, carnets = f"Commande {lot.order.number}", lot.last_carnet - lot.first_carnet + 1
        numbers = f"{count(carnets, 'carnet')}, {range_in_words(lot.first_carnet, lot.last_carnet)}"
        for on, verb in ((lot.delivered_on, "livraison"), (lot.activated_on, "mise en service")):
            if on is not None and days[0] <= on <= days[1]:
                yield _on(on, named, url, f"\u00a0: {verb} de {numbers}.")


def _hand_outs(spending: Spending, days: Days) -> Iterator[Change]:
    by_depot = indicators.carnets_by_depot(spending, days[0])
    if by_depot:
        (first, most), others = by_depot[0], len(by_depot) - 1
        by = f"{count(len(by_depot), 'dépôt')}, {first} en tête avec {number(most)}"
        carnets = count(sum(n for _, n in by_depot), "carnet remis")
        said = f" par {by if others else first}."
        yield Change(days[1], _between(days), carnets, reverse("distribution:stock"), said)


def _sessions(spending: Spending, days: Days) -> Iterator[Change]:
    held = [one for one in spending.rows if one.on >= days[0]]
    if held:
        passes = count(sum(one.passes for one in held), "pass consommé")
        said = f" dans {count(len({one.place for one in held}), 'lieu')}."
        yield Change(days[1], _between(days), passes, "", said)


def _on(day: dt.date, what: str, url: str, said: str) -> Change:
    return Change(day, day_and_month(day), what, url, said)


def _between(days: Days) -> str:
    return f"du {day_and_month(days[0])} au {day_and_month(days[1])}"
