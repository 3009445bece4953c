"""How many passes each account granted on a day, as the journal tells."""

import datetime as dt
from typing import Any

from django.db.models import IntegerField, Max, QuerySet, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from audit.actors import ActorKind
from audit.models import Event
from common.formats import end_of_day
from programmes.models import Programme


def granted_on(programme: Programme, on: dt.date) -> QuerySet[Any, Any]:
    """By account: `actor_id`, its `label`, and the `passes` of the decisions that it took."""
    taken = Event.objects.filter(
        programme_id=programme.pk,
        verb="decision.taken",
        actor_kind=ActorKind.USER,
        at__gt=end_of_day(on - dt.timedelta(days=1)),
        at__lte=end_of_day(on),
    )
    passes = Sum(Cast(KT("details__passes"), IntegerField()))
    by_account = taken.order_by("actor_id").values("actor_id")
    return by_account.annotate(label=Max("actor"), passes=passes)
