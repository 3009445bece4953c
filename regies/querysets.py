"""Named questions about régies, appointments and sheets."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from accounts.enums import Role
from accounts.models import User
from distribution.models import Depot
from regies.enums import OPEN, Office, RegieKind, RegieState, SheetKind, SheetState

if TYPE_CHECKING:
    from regies.models import Appointment, Ceiling, Regie, Sheet  # noqa: F401


class RegieQuerySet(models.QuerySet["Regie"]):
    programme_path = "programme"

    def visible_to(self, user: User) -> RegieQuerySet:
        """Those of the depots that a member sees."""
        return self.filter(depot__in=Depot.objects.visible_to(user))

    def to_stop(self, last_day: dt.date) -> RegieQuerySet:
        """The régies that were open on the last day of a year, and have no sheet of it."""
        sheets = apps.get_model("regies", "Sheet").objects  # models import this module
        stopped = sheets.filter(regie=OuterRef("pk"), kind=SheetKind.YEAR_END, on=last_day)
        was_open = Q(closed_on=None) | Q(closed_on__gt=last_day)
        founded = self.exclude(state=RegieState.DRAFT).filter(was_open, act_on__lte=last_day)
        return founded.exclude(kind=RegieKind.MANDATE).exclude(Exists(stopped))

    def with_ceiling(self, on: dt.date) -> RegieQuerySet:
        """Annotates `ceiling`, in force on a day; null when no act gives one."""
        ceilings = apps.get_model("regies", "Ceiling").objects
        known = ceilings.filter(regie=OuterRef("pk")).in_force_on(on)
        return self.annotate(ceiling=Subquery(known.values("amount")[:1]))

    def with_holder(self, on: dt.date) -> RegieQuerySet:
        """Annotates `holder`, the name of the régisseur in office on a day."""
        named = apps.get_model("regies", "Appointment").objects
        known = named.in_office_on(on).filter(regie=OuterRef("pk"), office=Office.HOLDER)
        return self.annotate(holder=Subquery(known.values("name")[:1]))


class CeilingQuerySet(models.QuerySet["Ceiling"]):
    def in_force_on(self, on: dt.date) -> CeilingQuerySet:
        """The last to take effect comes first; of two of one day, the last recorded."""
        return self.filter(starts_on__lte=on).order_by("-starts_on", "-pk")


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def visible_to(self, user: User) -> AppointmentQuerySet:
        return self.filter(regie__depot__in=Depot.objects.visible_to(user))

    def in_office_on(self, on: dt.date) -> AppointmentQuerySet:
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)

    def to_install(self) -> AppointmentQuerySet:
        """The régisseurs who were named, and to whom the service is not handed over yet."""
        return self.filter(office=Office.HOLDER, starts_on=None)


class SheetQuerySet(models.QuerySet["Sheet"]):
    def visible_to(self, user: User) -> SheetQuerySet:
        return self.filter(regie__depot__in=Depot.objects.visible_to(user))

    def open(self) -> SheetQuerySet:
        return self.filter(state__in=OPEN)

    def to_sign_by(self, user: User, on: dt.date) -> SheetQuerySet:
        """Those that wait for the signature of a user."""
        appointments = apps.get_model("regies", "Appointment").objects
        held = appointments.in_office_on(on).filter(regie=OuterRef("regie"), user=user.pk)
        first = Q(kind=SheetKind.HANDOVER, outgoing__user=user.pk)
        first |= Q(Exists(held.exclude(office=Office.AGENT)), kind=SheetKind.YEAR_END)
        second = Q(incoming__user=user.pk)
        if user.acting is not None and user.acting.role == Role.COMPTABLE:
            second |= Q(kind=SheetKind.YEAR_END) & ~Q(signed_by=user.pk)
        waiting = Q(first, state=SheetState.PREPARED) | Q(second, state=SheetState.SIGNED)
        return self.visible_to(user).filter(waiting)
