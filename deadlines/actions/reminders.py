"""Reminders of occurrences: written once, leased by a worker, sent in one e-mail a person."""

import datetime as dt
from collections.abc import Iterable
from typing import cast

from django.db import transaction

from accounts.enums import Role
from accounts.models import Membership
from audit import journal
from audit.actors import Author
from common.saving import lock
from deadlines import rules
from deadlines.enums import ReminderKind
from deadlines.models import Occurrence, Reminder
from deadlines.querysets import PENDING, ReminderQuerySet
from programmes.models import Programme
from programmes.querysets import ROLES_THAT_FOLLOW_OBLIGATIONS, users_who_follow_obligations

# Sending takes seconds: after this, the worker is held to be dead and another one may send.
LEASE = dt.timedelta(minutes=5)


@transaction.atomic
def create_due(programme: Programme, *, on: dt.date, by: Author) -> list[Reminder]:
    """Write the reminders that are due on a day: for each occurrence the nearest kind only.

    They go to the responsible of the occurrence, else to every manager of the authority. Called
    twice, or by two schedulers at once, it writes nothing more.
    """
    lock(programme, no_key=True)
    kinds = dict(_kinds_due(programme, on))
    if not kinds:
        return []
    known = _known_reminders(kinds)
    recipients = _Recipients(programme)
    missing = [
        Reminder(occurrence=occurrence, recipient_id=user_id, kind=kind, created_at=by.at)
        for occurrence, kind in kinds.items()
        for user_id in recipients.of(occurrence)
        if (occurrence.pk, user_id, kind) not in known
    ]
    _delete_replaced(missing)
    return Reminder.objects.bulk_create(missing)


def _kinds_due(programme: Programme, on: dt.date) -> Iterable[tuple[Occurrence, ReminderKind]]:
    farthest = on + dt.timedelta(days=max(days for _, days in rules.REMINDER_DAYS))
    rows = Occurrence.objects.of_programme(programme).pending().filter(due_on__lte=farthest)
    for row in rows.select_related("obligation").order_by("due_on", "pk"):
        yield row, cast("ReminderKind", rules.reminder_reached(row.due_on, on))


def _known_reminders(occurrences: Iterable[Occurrence]) -> set[tuple[int, int, str]]:
    rows = Reminder.objects.filter(occurrence__in=list(occurrences))
    return set(rows.values_list("occurrence_id", "recipient_id", "kind"))


def _delete_replaced(reminders: Iterable[Reminder]) -> None:
    """A new reminder replaces an earlier one to the same person that was not sent yet."""
    for reminder in reminders:
        Reminder.objects.filter(
            occurrence=reminder.occurrence_id,
            recipient=reminder.recipient_id,
            sent_at__isnull=True,
            leased_until__isnull=True,
        ).exclude(kind=reminder.kind).delete()


class _Recipients:
    """Who is reminded: the responsible while their role follows occurrences, else the managers."""

    def __init__(self, programme: Programme) -> None:
        self.followers = set(users_who_follow_obligations(programme).values_list("pk", flat=True))
        managers = Membership.objects.in_use().filter(
            user__is_active=True,
            organisation=programme.authority_id,
            role=Role.MANAGER,
        )
        self.managers = sorted(managers.values_list("user_id", flat=True))

    def of(self, occurrence: Occurrence) -> list[int]:
        for user_id in (occurrence.responsible_id, occurrence.obligation.responsible_id):
            if user_id in self.followers:
                return [user_id]
        return self.managers


def waiting_recipients(real_now: dt.datetime) -> list[int]:
    """The keys of the users to whom reminders must be sent."""
    waiting = Reminder.objects.waiting(real_now).order_by("recipient_id")
    return list(waiting.values_list("recipient_id", flat=True).distinct())


@transaction.atomic
def lease(recipient_id: int, *, real_now: dt.datetime) -> list[Reminder]:
    """Reserve the reminders of a user for one worker, which sends them in one e-mail.

    Those of occurrences that are done, or that the user may not follow any more, are deleted. The
    lease is counted on the real clock, as the clock of the application may be moved.
    """
    waiting = Reminder.objects.filter(recipient=recipient_id).waiting(real_now)
    waiting.exclude(occurrence__state__in=PENDING).delete()
    followed = Membership.objects.in_use().filter(
        user=recipient_id,
        user__is_active=True,
        role__in=ROLES_THAT_FOLLOW_OBLIGATIONS,
    )
    authority = "occurrence__obligation__convention__programme__authority"
    waiting.exclude(**{f"{authority}__in": followed.values("organisation")}).delete()
    leased = _lock(waiting)
    for reminder in leased:
        reminder.leased_until = real_now + LEASE
    Reminder.objects.bulk_update(leased, ["leased_until"])
    return leased


def _lock(waiting: ReminderQuerySet) -> list[Reminder]:
    """Those that no other worker has locked, with all that the e-mail shows."""
    obligation = "occurrence__obligation"
    rows = waiting.select_for_update(of=("self",), skip_locked=True).select_related(
        "recipient",
        "occurrence__responsible",
        f"{obligation}__responsible",
        f"{obligation}__avenant",
        f"{obligation}__convention__programme",
    )
    return list(rows.order_by("occurrence__due_on", "pk"))


@transaction.atomic
def mark_sent(reminders: Iterable[Reminder], *, by: Author) -> int:
    """Record that the e-mail was sent, for the reminders still under the same lease."""
    sent = 0
    for reminder in reminders:
        sent += Reminder.objects.filter(
            pk=reminder.pk, leased_until=reminder.leased_until, sent_at__isnull=True
        ).update(sent_at=by.at, leased_until=None)
        occurrence = reminder.occurrence
        journal.record(
            "occurrence.reminded", occurrence, by=by, kind=reminder.kind, to=reminder.recipient_id
        )
    return sent
