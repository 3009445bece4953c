"""Due days of the demonstration: those of the past were met with their proof, all but the last."""

import datetime as dt
from random import Random

from accounts.enums import Role
from accounts.models import User
from audit.actors import SYSTEM
from common.formats import legal_day
from conventions.enums import Cadence, ObligationNature
from conventions.models import Convention, Obligation
from deadlines.actions import occurrences
from deadlines.actions.occurrences import ProofSpec
from deadlines.models import Occurrence
from passnum.demo.accounts import Agents
from passnum.demo.working_days import office_hour
from programmes.models import Programme

# Who attended or received, and what the proof says: invented for the demonstration.
SAID = {
    ObligationNature.SEND: ("ANCT", "Courriel avec accusé de lecture"),
    ObligationNature.ATTEND: ("Direction du numérique", "Feuille de présence signée"),
    ObligationNature.DO: ("", "Procédure engagée"),
}
MOST_EARLY = 6  # days


def follow(programme: Programme, *, agents: Agents, random: Random, at: dt.datetime) -> int:
    """Meet what was due before today; how many were. The last of what recurs is left late."""
    today = legal_day(at)
    for convention in Convention.objects.to_plan(today).filter(programme=programme):
        occurrences.plan(convention, on=today, by=SYSTEM.at(at))
    agent = agents.of(programme.authority, Role.MANAGER)
    met = 0
    for row in Obligation.objects.filter(convention__programme=programme).order_by("pk"):
        late = list(row.occurrences.late_on(today).order_by("due_on"))
        to_meet = late[:-1] if row.cadence == Cadence.MONTHLY else late
        for occurrence in to_meet:
            _meet(occurrence, agent, random)
        met += len(to_meet)
    return met


def charge(programme: Programme, *, at: dt.datetime) -> None:
    """The manager who signs in sees to what recurs; the rest waits for somebody."""
    accounts = User.objects.filter(
        memberships__organisation=programme.authority, memberships__role=Role.MANAGER
    )
    manager = accounts.latest("pk")
    rows = Obligation.objects.filter(
        convention__programme=programme,
        effective_on__isnull=False,
        cadence__in=[Cadence.MONTHLY, Cadence.QUARTERLY],
    )
    for row in rows.order_by("pk"):
        occurrences.assign_obligation(row, responsible=manager, by=manager.as_actor().at(at))


def _meet(occurrence: Occurrence, agent: User, random: Random) -> None:
    who, note = SAID[ObligationNature(occurrence.obligation.nature)]
    on = _working_day(occurrence.due_on - dt.timedelta(days=random.randint(1, MOST_EARLY)))
    proof = ProofSpec(on=on, who=who, note=note)
    at = office_hour(on, random)
    occurrences.send(occurrence, proof=proof, by=agent.as_actor().at(at))


def _working_day(on: dt.date) -> dt.date:
    """The Friday before a week-end."""
    return on - dt.timedelta(days=max(0, on.weekday() - 4))
