"""Queries on the events of the journal."""

from django.db import models
from django.db.models import Case, Q, When
from django.db.models.functions import Left

from accounts.models import Membership, Organisation
from audit.actors import ActorKind
from audit.models import Event
from common.parsing import search_pattern
from events.enums import VERB_LABELS
from programmes.models import Programme


def events_of(programme: Programme) -> models.QuerySet[Event]:
    """The events of a programme; those without a programme by members of its authority and, under
    its name or none, of a structure that takes part in it; what the service did of their accounts.

    The newest come first.
    """
    own = Membership.objects.filter(organisation=programme.authority_id)
    taking_part = Organisation.objects.filter(participations__programme=programme)
    others = Membership.objects.filter(organisation__in=taking_part)
    shown = Case(When(short_name="", then="name"), default="short_name")  # as the journal keeps it
    here = Q(organisation="") | Q(organisation__in=taking_part.values(shown=Left(shown, 200)))
    accounts = {"subject_type": "accounts.user", "subject_id__in": own.values("user")}
    without_programme = Q(programme_id=None) & (
        Q(actor_kind=ActorKind.USER, actor_id__in=own.values("user"))
        | Q(here, actor_kind=ActorKind.USER, actor_id__in=others.values("user"))
        | Q(actor_kind=ActorKind.SYSTEM, **accounts)
    )
    events = Event.objects.filter(Q(programme_id=programme.pk) | without_programme)
    return events.order_by("-at", "-pk")


def search_events(events: models.QuerySet[Event], query: str) -> models.QuerySet[Event]:
    """The events whose author, subject or French name holds the text."""
    if not query:
        return events
    verbs = [verb for verb, name in VERB_LABELS.items() if query.casefold() in name.casefold()]
    pattern = search_pattern(query)
    return events.filter(Q(actor__iregex=pattern) | Q(subject__iregex=pattern) | Q(verb__in=verbs))
