"""Queries on reports, and on the events of the journal."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When
from django.db.models.functions import Left

from accounts.enums import Permission
from accounts.models import Membership, Organisation, User
from audit.actors import ActorKind
from audit.models import Event
from common.parsing import search_pattern
from corrections.models import Correction
from programmes.models import Programme
from reporting.enums import VERB_LABELS, ReportState

if TYPE_CHECKING:
    from reporting.models import Alert, Report  # noqa: F401


class AlertQuerySet(models.QuerySet["Alert"]):
    def of_programme(self, programme: Programme) -> AlertQuerySet:
        return self.filter(programme=programme)

    def to_see(self) -> AlertQuerySet:
        return self.filter(seen_at=None)


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: User) -> ReportQuerySet:
        """The reports of the programmes of the user's organisation."""
        if user.acting is None or not user.can(Permission.REPORT_READ):
            return self.none()
        return self.filter(convention__programme__authority=user.acting.organisation_id)

    def of_programme(self, programme: Programme) -> ReportQuerySet:
        return self.filter(convention__programme=programme)

    def before_a_correction(self) -> ReportQuerySet:
        """The frozen versions made from what a correction put right since, newest first."""
        since = Correction.objects.made_since(OuterRef("produced_at"), OuterRef("convention"))
        frozen = self.filter(Exists(since), state=ReportState.READY)
        return (
            frozen.select_related("convention")
            .defer("data", "document")
            .order_by("-starts_on", "-version", "pk")
        )

    def to_work_on(self, real_now: dt.datetime) -> ReportQuerySet:
        """The reports to produce, and those of a worker whose lease ended."""
        return self.filter(
            Q(state=ReportState.TO_PRODUCE)
            | Q(state=ReportState.IN_PROGRESS, leased_until__lt=real_now)
        ).order_by("pk")


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
