"""Name somebody to a régie, end it, and say with which account they sign."""

import datetime as dt
from dataclasses import dataclass, fields

from django.db import transaction

from accounts.models import User
from audit import journal
from audit.actors import Author
from common.errors import Refusal
from common.past_days import check_day
from common.saving import check_and_save, lock
from distribution.actions.ledger import check_text
from regies.actions.regies import check_founded
from regies.enums import Office
from regies.models import Appointment, Regie, Sheet


class NoRegisseur(Refusal):
    """A mandate names no régisseur."""


class AppointmentOver(Refusal):
    """The appointment has its last day."""


class HandoverWaits(Refusal):
    """Who takes the service by a handover begins with it."""


class NotInstalled(Refusal):
    """The service is not handed over yet."""


@dataclass(frozen=True, slots=True)
class Naming:
    """Who is named, by which act, and for which days, both included; `user` signs for them."""

    office: Office | str
    name: str
    act_number: str
    act_on: dt.date
    opinion_on: dt.date
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    user: User | None = None


@transaction.atomic
def appoint(regie: Regie, naming: Naming, *, by: Author) -> Appointment:
    """Name somebody, by an act to which the comptable agreed first (CGCT, R. 1617-3). Without a
    first day, a régisseur begins by the handover.
    """
    regie = check_founded(regie)
    if not regie.has_regisseur:
        raise NoRegisseur(
            "Un mandat ne nomme pas de régisseur\u00a0: le mandataire tient le dépôt."
        )
    for text, at_fault in ((naming.name, "name"), (naming.act_number, "act_number")):
        check_text(text, at_fault)
    years, after = regie.programme.years, {"l’avis conforme": naming.opinion_on}
    check_day("L’avis conforme", naming.opinion_on, by.at, field="opinion_on", years=years)
    check_day("L’acte", naming.act_on, by.at, field="act_on", years=years, after=after)
    made = Appointment(regie=regie, recorded_at=by.at)
    for field in fields(naming):
        setattr(made, field.name, getattr(naming, field.name))
    check_and_save(made)
    office, act = str(naming.office), naming.act_number
    journal.record("regie.appointed", regie, by=by, office=office, act=act)
    return made


@transaction.atomic
def end(appointment: Appointment, *, on: dt.date, by: Author) -> Appointment:
    """Give an appointment its last day, included."""
    appointment = lock(appointment, "regie__programme", "regie__depot")
    if appointment.starts_on is None:
        raise NotInstalled(f"{appointment.name} n’a pas encore pris le service.")
    if appointment.ends_on is not None:
        raise AppointmentOver(f"{appointment.name} a déjà son dernier jour.")
    after = {"le premier jour": appointment.starts_on}
    check_day("Le dernier jour", on, by.at, years=appointment.regie.programme.years, after=after)
    appointment.ends_on = on
    check_and_save(appointment)
    office, day = appointment.office, on.isoformat()
    journal.record("regie.left", appointment.regie, by=by, office=office, on=day)
    return appointment


@transaction.atomic
def complete(
    appointment: Appointment, *, user: User | None, starts_on: dt.date | None = None, by: Author
) -> Appointment:
    """Say which account signs for somebody who was named, and the first day of who takes the
    service without a handover: nobody was there to hand it over.
    """
    appointment = lock(appointment, "regie__depot")
    if starts_on is not None and appointment.starts_on is None:
        if Sheet.objects.open().filter(incoming=appointment).exists():
            raise HandoverWaits("Une remise de service est préparée\u00a0: annulez-la d’abord.")
        appointment.starts_on = starts_on
    appointment.user = user
    check_and_save(appointment)
    journal.record("regie.appointment_completed", appointment.regie, by=by)
    return appointment
