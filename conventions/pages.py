"""What the pages of a convention and of a vote show, gathered in a few queries."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet

from common.formats import day as written
from common.formats import euros, percent_of
from conventions import findings, promises, situation
from conventions.enums import AvenantState, ClauseKind, ConventionState, PartyQuality, Side
from conventions.financing import PlanView, view
from conventions.models import (
    Avenant,
    BudgetLine,
    BudgetPhase,
    Clause,
    Convention,
    Deliberation,
    Obligation,
    Plan,
    PlanItem,
    Programme,
    Subsidy,
    SubsidyItem,
)
from conventions.moments import Moment
from conventions.tables.agreements import AVENANT_FAMILIES, CONVENTION_FAMILIES

VOTED = AvenantState.VOTED
STATED = ("Fin de l’action énoncée", "Subvention énoncée")


def with_terms(conventions: QuerySet[Convention], at: Moment) -> QuerySet[Convention]:
    """Each convention with its `end` and `grant` in force at a moment."""
    own = Clause.objects.filter(convention=OuterRef("pk"), effective_on__lte=at.on)
    if at.known_at is not None:
        own = own.filter(recorded_at__lte=at.known_at)
    newest = own.order_by("-effective_on", "-recorded_at", "-pk")
    return conventions.annotate(
        end=newest.filter(kind=ClauseKind.ACTION_END).values("day")[:1],
        grant=newest.filter(kind=ClauseKind.GRANT_MAX).values("amount")[:1],
    ).order_by("title", "pk")


def plans_of(programme: Programme) -> list[Plan]:
    items = Prefetch(
        "items", PlanItem.objects.select_related("funder").order_by("side", "position")
    )
    rows = Plan.objects.filter(programme=programme).select_related("convention", "programme")
    return list(rows.prefetch_related(items).order_by("pk"))


def convention_page(convention: Convention, at: Moment) -> dict[str, Any]:
    """The document of a convention, as it stands at a moment."""
    everything = list(convention.clauses.read_at(at.on, known_at=at.known_at))
    clauses = [clause for clause in everything if at.knew(clause.recorded_at)]
    in_force = {
        ClauseKind(clause.kind): clause
        for clause in clauses
        if getattr(clause, "is_in_force", False)
    }
    plans = plans_of(convention.programme)
    end, cap = in_force.get(ClauseKind.ACTION_END), in_force.get(ClauseKind.ENGINEERING_CAP)
    own = [plan for plan in plans if plan.convention_id == convention.pk]
    avenants = list(convention.avenants.select_related("deliberation").order_by("number"))
    obligations = promises.followed(convention)
    # What is judged or asked today is not told of a page that shows what was known before.
    is_now = at.known_on is None
    return {
        "lead": situation.lead(convention, in_force, at),
        "strip": strip(convention, in_force, clauses, at),
        "parties": promises.parties(convention, at),
        "articles": situation.articles(clauses, in_force, at),
        "duties": promises.duties(obligations, at, end.day if end else None),
        "remarks": _remarks(convention, everything, plans, obligations) if is_now else [],
        "plans": _views(own, plans, cap.rate if cap else None) if is_now else [],
        "avenants": [(one, AVENANT_FAMILIES[one.state]) for one in avenants],
        "open_avenant": next((one for one in avenants if one.state in situation.OPEN), None),
        "to_sign": next((one for one in avenants if is_now and one.state == VOTED), None),
        "history": history(convention, avenants, at),
    }


def _remarks(
    convention: Convention,
    clauses: list[Clause],
    plans: list[Plan],
    obligations: list[Obligation],
) -> list[findings.Finding]:
    return findings.of_convention(convention, clauses=clauses, plans=plans, obligations=obligations)


def _views(own: list[Plan], plans: list[Plan], cap: Decimal | None) -> list[PlanView]:
    return [view(plan, plans, cap) for plan in own]


def strip(
    convention: Convention, terms: situation.Terms, clauses: Iterable[Clause], at: Moment
) -> list[dict[str, str]]:
    """State, signature, end and grant: the facts of the title.

    Without a value in force, those that the first text states are called so.
    """
    shown = terms or _stated(clauses)
    end, grant = shown.get(ClauseKind.ACTION_END), shown.get(ClauseKind.GRANT_MAX)
    quality = PartyQuality(convention.funder_quality).label
    ends, gives = ("Fin de l’action", "Subvention maximale") if terms else STATED
    return [
        {"key": "État", **_state(convention, at)},
        {"key": quality, "value": str(convention.funder)},
        {"key": "Signature", "value": signature(convention, at)},
        {"key": ends, "value": written(end.day) if end else "non communiquée"},
        {"key": gives, "value": euros(grant.amount) if grant else "non communiquée"},
    ]


def _state(convention: Convention, at: Moment) -> dict[str, str]:
    """Its state on the day, as far as it was known."""
    for on, recorded_at, word in (
        (convention.signed_on, convention.signed_at, "pas encore signée"),
        (convention.ended_on, convention.ended_at, ConventionState.SIGNED.label.lower()),
    ):
        is_unknown = recorded_at is not None and not at.knew(recorded_at)
        if is_unknown or (on is not None and at.on < on):
            return {"family": "under_way", "word": word}
    word = convention.get_state_display().lower()
    return {"family": CONVENTION_FAMILIES[convention.state], "word": word}


def _stated(clauses: Iterable[Clause]) -> situation.Terms:
    """What the first text states, while nothing of it is in force."""
    return {ClauseKind(one.kind): one for one in clauses if one.avenant_id is None}


def signature(convention: Convention, at: Moment) -> str:
    """The day of the signature, or what is known of it at a moment."""
    if convention.signed_at is not None and not at.knew(convention.signed_at):
        return "pas encore enregistrée ce jour-là"
    if convention.signed_on:
        return written(convention.signed_on)
    return "jour inconnu" if convention.signed_source else "pas encore connue"


def history(
    convention: Convention, avenants: Iterable[Avenant], at: Moment
) -> list[dict[str, str]]:
    """Legal days of the convention and its avenants, newest first."""
    ended = ConventionState(convention.state).label.lower()
    steps: list[tuple[dt.date | None, dt.datetime | None, str, str]] = [
        (convention.filed_on, None, "Dossier déposé", ""),
        (convention.programmed_on, None, "Dossier programmé", ""),
        (convention.voted_on, None, "Convention votée", vote_of(convention)),
        (convention.signed_on, convention.signed_at, "Convention signée", ""),
    ]
    for one in avenants:
        named = f"Avenant n°\u00a0{one.number}"
        steps += [
            (one.voted_on, None, f"{named} voté", vote_of(one)),
            (one.signed_on, one.signed_at, f"{named} signé", ""),
        ]
    steps.append(
        (convention.ended_on, convention.ended_at, f"Convention {ended}", convention.end_reason)
    )
    told = ((on, what, by) for on, when, what, by in steps if on and _was_known(on, when, at))
    # Of the same day, the later step comes first.
    return [
        {"what": what, "at": written(on), "by": by, "was": "", "now": ""}
        for on, what, by in sorted(told, key=lambda step: step[0])[::-1]
    ]


def _was_known(on: dt.date, recorded_at: dt.datetime | None, at: Moment) -> bool:
    """A day that is to come is not known, whenever it was recorded."""
    if at.known_on is not None and on > at.known_on:
        return False
    return recorded_at is None or at.knew(recorded_at)


def vote_of(row: Convention | Avenant) -> str:
    number = row.deliberation.number if row.deliberation else ""
    return f"délibération n°\u00a0{number}" if number else ""


@dataclass(frozen=True, slots=True)
class SubsidyView:
    subsidy: Subsidy
    share: str
    charges: list[SubsidyItem]
    resources: list[SubsidyItem]


def phasing(deliberation: Deliberation) -> list[tuple[BudgetLine, list[BudgetPhase]]]:
    """The lines that a vote phases, with their years."""
    lines = deliberation.budget_lines.prefetch_related(
        Prefetch("phases", BudgetPhase.objects.order_by("year"))
    )
    return [(line, list(line.phases.all())) for line in lines.order_by("pk") if line.phases.all()]


def subsidies(deliberation: Deliberation) -> list[SubsidyView]:
    """The subsidies that a vote grants, with the third party's budget."""
    items = Prefetch("items", SubsidyItem.objects.order_by("position"))
    rows = deliberation.subsidies.select_related("beneficiary", "commitment__line")
    return [
        SubsidyView(
            one,
            percent_of(one.amount, one.third_party_budget),
            [item for item in one.items.all() if item.side == Side.CHARGE],
            [item for item in one.items.all() if item.side == Side.RESOURCE],
        )
        for one in rows.prefetch_related(items).order_by("pk")
    ]
