"""The carnets handed out of which no pass is spent, and whose holder may be reminded."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Least

from accounts.enums import Role
from accounts.models import User
from circulation.models import UseReminder
from circulation.rules import PERSON
from common.periods import WEEK
from distribution.enums import CarnetState, PassState
from distribution.models import Carnet, Depot, Pass
from distribution.querysets import closing_day
from places.models import Commune, Place
from programmes.models import Programme

PLACES = 3


def carnets_asleep(programme: Programme, *, on: dt.date) -> QuerySet[Any]:
    """The carnets of which no pass is spent, with the last day of their passes (`until`) and that
    of the last reminder (`reminded_on`).
    """
    spent = Pass.objects.filter(carnet=OuterRef("pk"), state__in=[PassState.SPENT, PassState.PAID])
    last = UseReminder.objects.filter(carnet=OuterRef("pk"), hand_out=OuterRef("hand_out"))
    given = Carnet.objects.filter(~Exists(spent), programme=programme, hand_out__handed_on__lte=on)
    return given.annotate(
        until=Least(F("lot__order__valid_until"), closing_day(OuterRef("programme"), on)),
        reminded_on=Subquery(last.order_by("-sent_on").values("sent_on")[:1]),
    )


def seen_by(user: User, carnets: QuerySet[Any]) -> QuerySet[Any]:
    """Those of the depots of a member, and of the people that their counter registered."""
    depots = Depot.objects.visible_to(user).values("pk")
    return carnets.filter(Q(hand_out__depot__in=depots) | _own(user))


def to_remind(carnets: QuerySet[Any], user: User, programme: Programme, on: dt.date) -> Any:
    """Those that may be spent, whose holder was registered by the counter of a member and was not
    reminded lately; the first handed out come first.
    """
    lately = on - programme.reminder_weeks * WEEK
    silent = Q(reminded_on=None) | Q(reminded_on__lte=lately)
    found = carnets.filter(_own(user), silent, state=CarnetState.HANDED_OUT, until__gte=on)
    return found.order_by("hand_out__handed_on", "number")


def _own(user: User) -> Q:
    """The carnets of the people that the counter of a member registered."""
    acting = user.acting
    if acting is None or acting.role != Role.DISTRIBUTOR:
        return Q(pk__in=[])
    return Q(**{f"{PERSON}__registered_by": acting.organisation_id, f"{PERSON}__erased_on": None})


def qualified_places(programme: Programme, on: dt.date) -> list[Place]:
    """The places where passes are spent on a day, read once for many letters."""
    places = Place.objects.qualified_on(on, programme).select_related("commune")
    return list(places.order_by("commune__sort_key", "sort_key", "pk"))


def nearest(places: Sequence[Place], commune: Commune) -> list[Place]:
    """The first ones in the order of `PlaceQuerySet.nearest_to`."""
    around = [one for one in places if one.commune.departement == commune.departement]
    around.sort(key=lambda one: _distance(one.commune, commune))
    return around[:PLACES]


def _distance(one: Commune, commune: Commune) -> int:
    if one.pk == commune.pk:
        return 0
    return 1 if one.epci_id is not None and one.epci_id == commune.epci_id else 2
