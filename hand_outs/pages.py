"""What the pages of hand-outs show: their list, and one with its ledger lines and its receipt."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from accounts.enums import Permission
from accounts.models import User
from beneficiaries.models import Person
from common.formats import count, day, euros
from common.http import address
from distribution.enums import LineKind
from distribution.models import HandOut
from distribution.querysets import HandOutQuerySet
from distribution.readings.ledger import undoing
from distribution.rules import range_in_words, ranges_in_words
from hand_outs.readings import fate_of, kept_lines, taken_back
from hand_outs.tables import HandOutTable
from movements.tables import ShipmentLineTable
from programmes.models import Programme


def hand_outs_seen(user: User, programme: Programme) -> Any:
    """The hand-outs that a member counts, with what their pages show."""
    seen = HandOut.objects.visible_to(user, Permission.STOCK_READ).filter(programme=programme)
    return seen.select_related("depot", "decision__request__person").prefetch_related("lines")


def hand_out_table(found: HandOutQuerySet, *, names: bool) -> HandOutTable:
    """The hand-outs found, how many were taken back, and what people kept of all."""
    cancelled = taken_back(found).count()
    return HandOutTable(found, cancelled=cancelled, names=names, totals=found.net())


def hand_out_page(given: HandOut, user: User, *, on: dt.date) -> dict[str, Any]:
    """A hand-out, its ledger lines, and what the user may do with it; `person` is none for who may
    not read people.
    """
    fate, person = fate_of(given), given.decision.request.person
    reads = user.can(Permission.PERSON_READ)
    kept = f"{count(fate.carnets, 'carnet remis')}, {count(fate.passes, 'pass')}"
    value = euros(fate.passes * given.programme.face_value)
    said = [f"{kept}, {value}."] if fate.carnets else []
    said += [back] if (back := _cancelled(given)) else []
    lines = given.lines.select_related("destination").order_by("pk")
    return {
        "given": given,
        "said": said,
        "person": person if reads else None,
        "facts": [
            {"key": "État", "family": fate.family, "word": fate.word},
            {"key": "Remis", "value": f"le {day(given.handed_on)} par {given.handed_by}"},
            {
                "key": "Dépôt",
                "value": given.depot,
                "url": address("distribution:depot", given.depot.public_id),
            },
            *([_who(person, user)] if reads else []),
        ],
        "table": ShipmentLineTable(lines),
        "acts": list(_acts(given, user, on)),
    }


def _who(person: Person, user: User) -> dict[str, Any]:
    """Who received the carnets, with their page for who may open it."""
    said: dict[str, Any] = {"key": "À", "value": person.full_name}
    if Person.objects.visible_to(user).filter(pk=person.pk).exists():
        said["url"] = address("beneficiaries:detail", person.public_id)
    return said


def _cancelled(given: HandOut) -> str:
    """`Annulée le … par …. Motif : …`, with the carnets where some are kept."""
    back = [one for one in given.lines.all() if one.kind == LineKind.REVERSAL]
    if not back:
        return ""
    if given.is_undone:
        return f"Annulée {undoing(given)}"
    numbers = ranges_in_words([(one.first_carnet, one.last_carnet) for one in back])
    return f"Annulée en partie ({numbers}) {undoing(given)}"


def _acts(given: HandOut, user: User, on: dt.date) -> Iterator[tuple[str, str]]:
    """The address and the words of what a user may do with a hand-out."""
    kept = kept_lines(given)
    if kept and given.handed_on == on and user.can(Permission.HAND_OUT):
        yield address("distribution:undo-hand-out", given.public_id), "Annuler la remise"
    for line in kept:
        numbers = range_in_words(line.first_carnet, line.last_carnet)
        if user.can(Permission.STOCK_CORRECT):
            yield address("movements:reverse", line.public_id), f"Contre-passer {numbers}"
    if kept and user.can(Permission.CARNET_BLOCK):
        yield reverse("incidents:find"), "Bloquer un carnet perdu ou volé"
