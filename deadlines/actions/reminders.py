"""Reminders owed about due days: written once, taken for a while, sent in one letter."""

import datetime as dt
from collections.abc import Iterable
from typing import cast

from django.db import transaction

from accounts.enums import Role
from accounts.models import Membership
from audit import journal
from audit.actors import Actor
from deadlines import rules
from deadlines.enums import ReminderKind
from deadlines.models import Occurrence, Reminder
from deadlines.querysets import PENDING, ReminderQuerySet
from programmes.models import Programme
from programmes.querysets import ROLES_THAT_FOLLOW_OBLIGATIONS, users_who_follow_obligations

# A letter takes seconds; a worker that died gives its reminders back after this.
LEASE = dt.timedelta(minutes=5)


@transaction.atomic
def create_due(programme: Programme, *, on: dt.date, by: Actor, at: dt.datetime) -> list[Reminder]:
    """The reminders that a day has reached: the tightest kind only, once a person.

    Called twice, by two schedulers or after weeks of silence, it leaves the same rows. They go to
    who sees to the occurrence, else to every manager of the authority.
    """
    Programme.objects.select_for_update(of=("self",), no_key=True).get(pk=programme.pk)
    owed = dict(_owed(programme, on))
    if not owed:
        return []
    known = _known(owed)
    people = _People(programme)
    missing = [
        Reminder(occurrence=occurrence, recipient_id=user_id, kind=kind, created_at=at)
        for occurrence, kind in owed.items()
        for user_id in people.seeing_to(occurrence)
        if (occurrence.pk, user_id, kind) not in known
    ]
    _forget_looser(missing)
    return Reminder.objects.bulk_create(missing)


def _owed(programme: Programme, on: dt.date) -> Iterable[tuple[Occurrence, ReminderKind]]:
    farthest = on + dt.timedelta(days=max(days for _, days in rules.THRESHOLDS))
    rows = (
        Occurrence.objects.of_programme(programme)
        .pending()
        .filter(due_on__lte=farthest)
        .select_related("obligation")
    )
    for row in rows.order_by("due_on", "pk"):
        yield row, cast("ReminderKind", rules.reminder_on(row.due_on, on))


def _known(occurrences: Iterable[Occurrence]) -> set[tuple[int, int, str]]:
    rows = Reminder.objects.filter(occurrence__in=list(occurrences))
    return set(rows.values_list("occurrence_id", "recipient_id", "kind"))


def _forget_looser(reminders: Iterable[Reminder]) -> None:
    """A tighter reminder takes the place of one that still waits."""
    for reminder in reminders:
        Reminder.objects.filter(
            occurrence=reminder.occurrence_id,
            recipient=reminder.recipient_id,
            sent_at__isnull=True,
            leased_until__isnull=True,
        ).exclude(kind=reminder.kind).delete()


class _People:
    """Who is told: the responsible while their role follows due days, else the managers."""

    def __init__(self, programme: Programme) -> None:
        self.followers = set(users_who_follow_obligations(programme).values_list("pk", flat=True))
        managers = Membership.objects.filter(
            is_active=True,
            user__is_active=True,
            organisation=programme.authority_id,
            role=Role.MANAGER,
        )
        self.managers = sorted(managers.values_list("user_id", flat=True))

    def seeing_to(self, occurrence: Occurrence) -> list[int]:
        for user_id in (occurrence.responsible_id, occurrence.obligation.responsible_id):
            if user_id in self.followers:
                return [user_id]
        return self.managers


def recipients(real_now: dt.datetime) -> list[int]:
    """Those for whom reminders wait."""
    waiting = Reminder.objects.waiting(real_now).order_by("recipient_id")
    return list(waiting.values_list("recipient_id", flat=True).distinct())


@transaction.atomic
def take(recipient_id: int, *, real_now: dt.datetime) -> list[Reminder]:
    """Take what waits for someone, to send it in one letter.

    What is done meanwhile is dropped, and what they may not follow any more. The lease lives by
    the real clock.
    """
    mine = Reminder.objects.filter(recipient=recipient_id).waiting(real_now)
    mine.exclude(occurrence__state__in=PENDING).delete()
    followed = Membership.objects.filter(
        user=recipient_id,
        user__is_active=True,
        is_active=True,
        role__in=ROLES_THAT_FOLLOW_OBLIGATIONS,
    )
    authority = "occurrence__obligation__convention__programme__authority"
    mine.exclude(**{f"{authority}__in": followed.values("organisation")}).delete()
    held = _held(mine)
    for reminder in held:
        reminder.leased_until = real_now + LEASE
    Reminder.objects.bulk_update(held, ["leased_until"])
    return held


def _held(mine: ReminderQuerySet) -> list[Reminder]:
    """What no other worker holds, with all that the letter says."""
    return list(
        mine.select_for_update(of=("self",), skip_locked=True)
        .select_related(
            "recipient",
            "occurrence__responsible",
            "occurrence__obligation__responsible",
            "occurrence__obligation__avenant",
            "occurrence__obligation__convention__programme",
        )
        .order_by("occurrence__due_on", "pk")
    )


@transaction.atomic
def mark_sent(reminders: Iterable[Reminder], *, by: Actor, at: dt.datetime) -> int:
    """Keep that a letter left: only for what is still held under the same lease."""
    sent = 0
    for reminder in reminders:
        sent += Reminder.objects.filter(
            pk=reminder.pk, leased_until=reminder.leased_until, sent_at__isnull=True
        ).update(sent_at=at, leased_until=None)
        occurrence = reminder.occurrence
        journal.record(
            "occurrence.reminded",
            occurrence,
            by=by,
            at=at,
            programme_id=occurrence.obligation.convention.programme_id,
            kind=reminder.kind,
            to=reminder.recipient_id,
        )
    return sent
