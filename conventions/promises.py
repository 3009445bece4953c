"""The obligations and the parties of a convention at a moment, written for its page."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, Subquery

from common import formats
from conventions import findings, rules
from conventions.enums import AvenantState, Cadence, Origin, PartyQuality
from conventions.models import Convention, Obligation, Occurrence, Party
from conventions.moments import Moment
from conventions.situation import is_coming
from conventions.writing import announced_by, article, sentences, small


@dataclass(frozen=True, slots=True)
class Duty:
    """An obligation, when it is next due, and what an open text does to it."""

    title: str
    when: str
    source: str
    announced_by: str = ""
    ends: str = ""
    next_id: UUID | None = None
    next_on: dt.date | None = None
    is_late: bool = False


def duties(
    obligations: Sequence[Obligation],
    at: Moment,
    ends_on: dt.date | None,
) -> list[Duty]:
    """Obligations (see `followed`) in force at a moment, then those that are announced."""
    known = [row for row in obligations if at.knew(row.recorded_at)]
    successors = {row.replaces_id: row for row in known if row.replaces_id and _counts(row)}
    rows = [
        row
        for row in known
        if (_in_force(row, at.on) and not _in_force(successors.get(row.pk), at.on))
        or (not _in_force(row, at.on) and row.effective_on is None and is_coming(row, at.on))
    ]
    rows.sort(key=lambda row: (row.effective_on is None, row.due_on or dt.date.max, row.pk))
    return [_duty(row, at.on, ends_on, successors.get(row.pk)) for row in rows]


def _counts(row: Obligation) -> bool:
    """Whether what replaces an obligation may still do so."""
    return row.avenant is None or row.avenant.state != AvenantState.ABANDONED


def _in_force(row: Obligation | None, day: dt.date) -> bool:
    return row is not None and row.effective_on is not None and row.effective_on <= day


def _duty(
    row: Obligation,
    day: dt.date,
    ends_on: dt.date | None,
    successor: Obligation | None,
) -> Duty:
    pending: dt.date | None = getattr(row, "next_due_on", None)
    next_on = pending
    if next_on is None or next_on < day:
        next_on = rules.next_due(
            Cadence(row.cadence), row.due_on, row.effective_on, day, ends_on=ends_on
        )
    ends = f"Remplacée {announced_by(successor)}" if successor else ""
    return Duty(
        title=row.title,
        when=rhythm(row, ends_on),
        source=_remarks(row, next_on, day),
        announced_by="" if row.effective_on else announced_by(row),
        ends=ends,
        next_id=getattr(row, "next_public_id", None),
        next_on=pending,
        is_late=pending is not None and pending < day,
    )


def rhythm(row: Obligation, ends_on: dt.date | None = None) -> str:
    """`31 janvier 2022`, `Chaque mois`, `Dans les 2 mois`: when an obligation is due."""
    cadence = Cadence(row.cadence)
    if cadence == Cadence.ONCE:
        return formats.day(row.due_on)
    if cadence == Cadence.WITHIN:
        months = formats.count(row.delay_months or 0, "mois")
        stated = f", le {formats.day(row.due_on)}" if row.due_on else ""
        origin = small(Origin(row.counted_from).label) if row.counted_from else "le texte"
        return f"Dans les {months} après {_the(origin)}{stated}"
    if cadence == Cadence.AT_END and ends_on:
        return f"{cadence.label}, le {formats.day(ends_on)}"
    if row.due_on:
        return f"{cadence.label}, jusqu’au {formats.day(row.due_on)}"
    return cadence.label


def _the(noun: str) -> str:
    return f"la {noun}" if noun.startswith("signature") else f"le {noun}"


def _remarks(row: Obligation, next_on: dt.date | None, day: dt.date) -> str:
    due = ""
    is_past = row.cadence == Cadence.ONCE and row.due_on is not None and row.due_on < day
    if row.effective_on is not None and is_past:
        due = "cette échéance est passée"
    elif next_on is not None and row.cadence != Cadence.ONCE:
        due = f"prochaine échéance\u00a0: {formats.day(next_on)}"
    return sentences(article(row), due, row.note)


def followed(convention: Convention) -> list[Obligation]:
    """Every obligation with its avenant, its next pending due day, late ones first, and whether
    nobody sees to it: one query.
    """
    pending = Occurrence.objects.pending().filter(obligation=OuterRef("pk")).order_by("due_on")
    alone = Q(pk__in=findings.unattended().filter(convention=convention).values("pk"))
    rows = convention.obligations.annotate(
        is_unattended=ExpressionWrapper(alone, output_field=BooleanField()),
        next_public_id=Subquery(pending.values("public_id")[:1]),
        next_due_on=Subquery(pending.values("due_on")[:1]),
    )
    return list(rows.select_related("avenant").order_by("pk"))


def parties(convention: Convention, at: Moment) -> list[dict[str, str]]:
    """Who the text binds at a moment; the two that are known, while no text says who signs."""
    rows = convention.parties.as_of(at.on, known_at=at.known_at)
    return [party_row(one) for one in rows] or known_parties(convention)


def party_row(party: Party) -> dict[str, str]:
    signs = ", ".join(part for part in (party.represented_by, party.represented_as) if part)
    return {
        "quality": PartyQuality(party.quality).label,
        "name": party.organisation.name,
        "siret": party.organisation.siret,
        "represented_by": signs,
    }


def known_parties(convention: Convention) -> list[dict[str, str]]:
    """The funder and the authority, while no text says who signs."""
    authority, funder = convention.programme.authority, convention.funder
    return [
        {
            "quality": quality.label,
            "name": organisation.name,
            "siret": organisation.siret,
            "represented_by": "",
        }
        for quality, organisation in (
            (PartyQuality(convention.funder_quality), funder),
            (PartyQuality.HOLDER, authority),
        )
    ]
