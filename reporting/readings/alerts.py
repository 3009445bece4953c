"""What is unusual in a programme on a day, as its rows tell."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, Q

from audit.actors import ActorKind
from beneficiaries.readings.grants import granted_on
from common.formats import end_of_day, legal_day
from events.querysets import events_of
from mediation.models import IdempotencyKey, WrongCode
from mediation.readings import redeemed_by_devices, works_of
from mediation.rules.wrong_codes import COUNTED_FOR, FREE_WRONG_CODES
from programmes.models import Programme
from programmes.querysets import both_held_in
from reporting.enums import AlertKind

# The administrator is told before the ceiling stops the account.
NEAR_CEILING = Fraction(3, 4)
COMMITTED = {"budget_line.committed": "Engagement", "subsidy.paid": "Paiement"}
OF_PLACES = ["place_not_yours", "place_not_qualified"]


@dataclass(frozen=True, slots=True)
class Unusual:
    """What is to be looked at: see the fields of `reporting.models.Alert`."""

    programme_id: int
    kind: AlertKind
    key: str
    about: str
    figure: Decimal
    on: dt.date  # of its acts, or since when it lasts; else the day it is seen


def unusual(
    programmes: Iterable[Programme], at: dt.datetime, real_now: dt.datetime
) -> list[Unusual]:
    """All that is unusual on the day of each programme at an instant, and the day before, of which
    the last acts were not seen yet, or in the hour that ends at an instant of the real clock.
    """
    found, today = [], {}
    for programme in programmes:
        with programme.local_time():
            on = today[programme.pk] = legal_day(at)
            days = (on - dt.timedelta(days=1), on)
            found += [one for day in days for one in _by_accounts(programme, day)]
            found += _by_both_roles(programme, days)
    return [*found, *_by_presenters(real_now - COUNTED_FOR, today)]


def _by_accounts(programme: Programme, on: dt.date) -> Iterator[Unusual]:
    for row in granted_on(programme, on):
        if row["passes"] >= programme.granted_per_day * NEAR_CEILING:
            key, passes = f"user {row['actor_id']}", Decimal(row["passes"])
            yield Unusual(programme.pk, AlertKind.GRANTS, key, row["label"], passes, on)
    today = (
        events_of(programme)
        .filter(
            at__gt=end_of_day(on - dt.timedelta(days=1)), at__lte=end_of_day(on), verb__in=COMMITTED
        )
        .filter(actor_kind=ActorKind.USER)
    )  # what a file brings is agreed to by two
    for event in today:
        if (amount := Decimal(event.details["amount"])) >= programme.watched_amount:
            about = f"{COMMITTED[event.verb]}, {event.subject}, par {event.actor}"
            yield Unusual(programme.pk, AlertKind.AMOUNT, f"event {event.pk}", about, amount, on)


def _by_both_roles(programme: Programme, days: Iterable[dt.date]) -> Iterator[Unusual]:
    """Who hands out and redeems in one structure, since they do; and the passes of their carnets
    that its devices redeemed: a device does not say who holds it.
    """
    rows = {(one.user_id, one.organisation_id): one for one in both_held_in(programme)}
    for row in rows.values():
        about, key = f"{row.user}, {row.organisation}", f"user {row.user_id}"
        since = max(row.decided_at or row.granted_at, row.distributor_since)  # type: ignore[attr-defined]
        both = Decimal(2)
        yield Unusual(programme.pk, AlertKind.BOTH_ROLES, key, about, both, legal_day(since))
    for on in days if rows else ():
        for user_id, organisation_id, times in redeemed_by_devices(programme, on, rows):
            row, passes = rows[user_id, organisation_id], Decimal(times)
            about, key = f"{row.user}, appareils\u00a0: {row.organisation}", f"user {row.user_id}"
            yield Unusual(programme.pk, AlertKind.SAME_STRUCTURE, key, about, passes, on)


def _by_presenters(since: dt.datetime, today: Mapping[int, dt.date]) -> Iterator[Unusual]:
    """Codes and places refused to a device or an account, in each programme that it works for."""
    wrong = WrongCode.objects.filter(recorded_at__gte=since)
    refused = IdempotencyKey.objects.filter(
        ~Q(status=201), recorded_at__gte=since, body__code__in=OF_PLACES
    )
    found = [
        (kind, owner_kind, owner_id, times)
        for kind, rows, least in (
            (AlertKind.WRONG_CODES, wrong, FREE_WRONG_CODES),
            (AlertKind.REFUSED_PLACE, refused, 1),
        )
        for owner_kind, owner_id, times in rows.order_by()
        .values_list("owner_kind", "owner_id")
        .annotate(times=Count("pk"))
        .filter(times__gte=least)
    ]
    names = works_of({(owner_kind, owner_id) for _, owner_kind, owner_id, _ in found})
    for kind, *owner, times in found:
        for programme_id, name in names[owner[0], owner[1]]:
            if on := today.get(programme_id):
                key = f"{owner[0]} {owner[1]}"
                yield Unusual(programme_id, kind, key, name, Decimal(times), on)
