"""Load the text of a programme file for an administrator: for trial, or for good."""

from dataclasses import dataclass, field

from django.db import transaction

from accounts.models import Organisation
from audit.actors import Author
from common.programme_file import Fault
from passnum.programme_file import reading
from passnum.programme_file.loader import Faults, load
from programmes.models import Programme

ELSEWHERE = "Ce programme est conduit par {theirs}\u00a0: vous administrez {ours}."


@dataclass(frozen=True, slots=True)
class Trial:
    """What a file adds, or its faults: where each is, and what it says."""

    added: list[str] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)


def try_out(text: str, *, authority: Organisation, by: Author) -> Trial:
    """Load a file and take all of it back."""
    try:
        with transaction.atomic():
            added = load_text(text, authority=authority, by=by)
            transaction.set_rollback(True)
    except Fault as fault:
        return Trial(faults=_in_words(text, [fault]))
    except Faults as faults:
        return Trial(faults=_in_words(text, faults.found))
    return Trial(added=added)


def load_text(text: str, *, authority: Organisation, by: Author) -> list[str]:
    """Load a file of a programme of this authority, all or nothing; what it added, a line each."""
    values = reading.parse(text)
    with transaction.atomic():
        added = load(values, by=by.actor, at=by.at)
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
