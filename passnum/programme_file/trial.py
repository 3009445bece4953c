"""Load the text of a programme file for an administrator: for trial, or for good."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, QuerySet

from accounts.models import Organisation
from audit.actors import Author
from audit.models import Event
from common import formats
from common.programme_file import Fault
from events.enums import VERB_LABELS
from passnum.programme_file import reading
from passnum.programme_file.loader import Faults, load
from programmes.models import Programme, ProgrammeFile

ELSEWHERE = "Ce programme est conduit par {theirs}\u00a0: vous administrez {ours}."
# What a file does that cannot be taken back by a page alone: signs, puts in service, engages, pays.
BINDING = [
    *("convention.signed", "avenant.signed", "convention.closed", "convention.terminated"),
    *("lot.activated", "budget_line.committed", "subsidy.paid", "expense.recorded"),
    *("payment.recorded", "correction.approved"),
]


@dataclass(frozen=True, slots=True)
class Trial:
    """What a file adds, and what of it binds; or its faults: where each is, and what it says."""

    added: list[str] = field(default_factory=list)
    binding: list[list[str]] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)


def try_out(text: str, *, authority: Organisation, by: Author) -> Trial:
    """Load a file and take all of it back."""
    try:
        with transaction.atomic():
            last = Event.objects.aggregate(last=Max("pk"))["last"] or 0
            added = load_text(text, authority=authority, by=by)
            binding = [_in_one_line(event) for event in binding_acts(text, by, last)]
            transaction.set_rollback(True)
    except Fault as fault:
        return Trial(faults=_in_words(text, [fault]))
    except Faults as faults:
        return Trial(faults=_in_words(text, faults.found))
    return Trial(added=added, binding=binding)


def binding_acts(text: str, by: Author, last: int) -> QuerySet[Event]:
    """What the journal says that a trial did, whose acts are some microseconds apart: fewer than
    the file has signs.
    """
    until = by.at + dt.timedelta(microseconds=len(text))
    acts = Event.objects.filter(pk__gt=last, verb__in=BINDING)
    return acts.filter(at__gte=by.at, at__lt=until).order_by("pk")


def _in_one_line(event: Event) -> list[str]:
    """The act, and of what: `Lot P-1, 30 pass, mandat n° 2022-7, le 7 novembre 2022`."""
    told, what = event.details, [event.subject]
    if "amount" in told:
        what.append(formats.euros(Decimal(told["amount"])))
    if "passes" in told:
        what.append(formats.count(told["passes"], "pass"))
    if "mandat" in told:
        what.append(f"mandat n°\u00a0{told['mandat']}")
    if "on" in told:
        on = told["on"] and dt.date.fromisoformat(told["on"])
        what.append(f"le {formats.day(on)}" if on else "jour inconnu")
    return [VERB_LABELS[event.verb], ", ".join(what)]


def binding_in_words(file: ProgrammeFile) -> str:
    """`Il engage : convention signée (2), lot mis en service (1).`"""
    if not file.binding:
        return "Il ne signe, ne met en service et ne paie rien."
    counted = Counter(act.lower() for act, _ in file.binding)
    return f"Il engage\u00a0: {', '.join(f'{act} ({n})' for act, n in counted.items())}."


def load_text(text: str, *, authority: Organisation, by: Author) -> list[str]:
    """Load a file of a programme of this authority, all or nothing; what it added, a line each."""
    values = reading.parse(text)
    with transaction.atomic():
        added = load(values, by=by.actor, at=by.at, authority=authority)
        programme = Programme.objects.select_related("authority").get(
            code=values["programme"]["code"]
        )
        if programme.authority != authority:
            said = ELSEWHERE.format(theirs=programme.authority, ours=authority)
            raise Fault("programme.authority", said)
    return added


def _in_words(text: str, faults: list[Fault]) -> list[tuple[str, str]]:
    lines = reading.lines(text)
    in_order = sorted(faults, key=lambda fault: reading.line_of(fault.path, lines))
    return [(reading.place(fault.path, lines), fault.sentence) for fault in in_order]
