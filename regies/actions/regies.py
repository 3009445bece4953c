"""Open, found and close a régie, and give it a ceiling."""

import datetime as dt
from decimal import Decimal

from django.db import transaction

from audit import journal
from audit.actors import Author
from common.errors import Refusal
from common.past_days import check_day
from common.saving import check_and_save, lock
from common.workflow import check_move
from distribution.actions.ledger import check_text
from distribution.enums import STORES
from distribution.models import Depot
from distribution.readings.depots import NotInDepot, what_keeps_open
from regies.enums import REGIE_MOVES, OverCeiling, RegieKind, RegieState
from regies.models import Appointment, Ceiling, Regie


class RegieTaken(Refusal):
    """The depot has a régie already."""


class CeilingMissing(Refusal):
    """The act that founds a régie gives its ceiling (CGCT, R. 1617-12)."""


class NotFounded(Refusal):
    """The régie is not founded yet, or is closed."""


class StillHolds(Refusal):
    """A régie is closed once all it holds went back to the comptable."""


@transaction.atomic
def propose(
    depot: Depot,
    *,
    kind: RegieKind | str,
    over_ceiling: OverCeiling | str = OverCeiling.REFUSED,
    guarantee: str = "",
    by: Author,
) -> Regie:
    """Open the record of a régie, before the act that founds it."""
    depot = lock(depot, "programme", no_key=True)
    if depot.kind not in STORES:
        raise NotInDepot(f"{depot} n’est pas un lieu de stock.", field="depot")
    if depot.regies.exclude(state=RegieState.CLOSED).exists():
        raise RegieTaken(f"{depot} a déjà une régie.", field="depot")
    check_text(guarantee, "guarantee")
    made = Regie(programme=depot.programme, depot=depot, kind=kind, over_ceiling=over_ceiling)
    made.guarantee = guarantee.strip()
    check_and_save(made)
    journal.record("regie.proposed", made, by=by, kind=str(kind))
    return made


@transaction.atomic
def found(
    regie: Regie,
    *,
    act_number: str,
    act_on: dt.date,
    opinion_on: dt.date,
    amount: Decimal | None = None,
    by: Author,
) -> Regie:
    """Found a régie by its act, once the comptable agreed, with the ceiling that the act gives."""
    if amount is None and regie.has_regisseur:
        raise CeilingMissing(
            "Indiquez le plafond\u00a0: l’acte constitutif le fixe (CGCT, art. R. 1617-12).",
            field="amount",
        )
    regie = record_founding(
        regie, act_number=act_number, act_on=act_on, opinion_on=opinion_on, by=by
    )
    if amount is not None:
        revise(regie, amount=amount, starts_on=act_on, act_number=act_number, by=by)
    return regie


@transaction.atomic
def record_founding(
    regie: Regie, *, act_number: str, act_on: dt.date, opinion_on: dt.date, by: Author
) -> Regie:
    """Found a régie whose ceilings are recorded apart, as a file says them."""
    regie = lock(regie, "programme", "depot")
    check_move(REGIE_MOVES, RegieState(regie.state), RegieState.FOUNDED)
    years = regie.programme.years
    check_day("L’avis conforme", opinion_on, by.at, field="opinion_on", years=years)
    after = {"l’avis conforme": opinion_on}
    check_day("L’acte", act_on, by.at, field="act_on", years=years, after=after)
    check_text(act_number, "act_number")
    regie.state, regie.founded_at = RegieState.FOUNDED, by.at
    regie.act_number, regie.act_on, regie.opinion_on = act_number.strip(), act_on, opinion_on
    check_and_save(regie)
    journal.record("regie.founded", regie, by=by, act=act_number, on=act_on.isoformat())
    return regie


@transaction.atomic
def revise(
    regie: Regie, *, amount: Decimal, starts_on: dt.date, act_number: str, by: Author
) -> Ceiling:
    """Give a régie another ceiling from a day, which may be to come, by an act."""
    regie = check_founded(regie)
    check_text(act_number, "act_number")
    made = Ceiling(regie=regie, amount=amount, starts_on=starts_on, act_number=act_number.strip())
    made.recorded_at, made.recorded_by = by.at, by.label
    check_and_save(made)
    on = starts_on.isoformat()
    journal.record("regie.ceiling", regie, by=by, amount=str(amount), on=on)
    return made


@transaction.atomic
def close(regie: Regie, *, number: str, on: dt.date, by: Author) -> Regie:
    """Close a régie by an act, once its depot is empty (instruction 06-031-A-B-M, titre 9: the
    registers are stopped, the unused values go back to the comptable). Who holds it leaves it.
    """
    regie = lock(regie, "programme", "depot")
    check_move(REGIE_MOVES, RegieState(regie.state), RegieState.CLOSED)
    after = {"l’acte constitutif": regie.act_on}
    check_day("La clôture", on, by.at, years=regie.programme.years, after=after)
    check_text(number, "number")
    if why := what_keeps_open(regie.depot):
        raise StillHolds(f"Cette régie ne se clôt pas\u00a0: {why}. Rendez-les au comptable.")
    regie.state, regie.closed_at = RegieState.CLOSED, by.at
    regie.closing_number, regie.closed_on = number.strip(), on
    check_and_save(regie)
    for one in Appointment.objects.filter(regie=regie, ends_on=None, starts_on__lte=on):
        one.ends_on = on
        check_and_save(one)
    journal.record("regie.closed", regie, by=by, act=number, on=on.isoformat())
    return regie


def check_founded(regie: Regie) -> Regie:
    """Lock a régie, refused unless it is founded and open."""
    regie = lock(regie, "programme", "depot")
    if regie.state != RegieState.FOUNDED:
        raise NotFounded(f"Cette régie est «\u00a0{regie.get_state_display().lower()}\u00a0».")
    return regie
