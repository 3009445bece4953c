"""What the pages of a convention show, gathered in a few queries."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet

from common.formats import count, euros, percent_of
from common.formats import day as written
from conventions import findings, situation
from conventions.enums import AvenantState, ClauseKind, Side
from conventions.financing import PlanView, view
from conventions.models import (
    Avenant,
    BudgetLine,
    BudgetPhase,
    Clause,
    Convention,
    Deliberation,
    Plan,
    PlanItem,
    Programme,
    Subsidy,
    SubsidyItem,
)
from conventions.tables.agreements import AVENANT_FAMILIES, CONVENTION_FAMILIES


@dataclass(frozen=True, slots=True)
class Change:
    """A value that an avenant replaces."""

    label: str
    before: str
    after: str
    article: str


@dataclass(frozen=True, slots=True)
class SubsidyView:
    subsidy: Subsidy
    share: str
    charges: list[SubsidyItem]
    resources: list[SubsidyItem]


def with_terms(conventions: QuerySet[Convention], day: dt.date) -> QuerySet[Convention]:
    """Each convention with its `end` and `grant` in force on a day."""
    own = Clause.objects.filter(convention=OuterRef("pk"), effective_on__lte=day)
    newest = own.order_by("-effective_on", "-recorded_at", "-pk")
    return conventions.annotate(
        end=newest.filter(kind=ClauseKind.ACTION_END).values("day")[:1],
        grant=newest.filter(kind=ClauseKind.GRANT_MAX).values("amount")[:1],
    ).order_by("pk")


def plans_of(programme: Programme) -> list[Plan]:
    items = Prefetch("items", PlanItem.objects.order_by("side", "position"))
    rows = Plan.objects.filter(programme=programme).select_related("convention")
    return list(rows.prefetch_related(items).order_by("pk"))


def convention_page(convention: Convention, day: dt.date) -> dict[str, Any]:
    """The document of a convention, as it stands on a day."""
    clauses = list(convention.clauses.select_related("avenant").order_by("pk"))
    in_force = convention.terms(day)
    plans = plans_of(convention.programme)
    end = in_force.get(ClauseKind.ACTION_END)
    cap = in_force.get(ClauseKind.ENGINEERING_CAP)
    duties = convention.obligations.select_related("avenant").order_by("pk")
    own = [plan for plan in plans if plan.convention_id == convention.pk]
    avenants = list(convention.avenants.select_related("deliberation").order_by("number"))
    return {
        "lead": situation.lead(convention, in_force, day),
        "strip": _strip(convention, in_force or _stated(clauses)),
        "parties": _parties(convention),
        "articles": situation.articles(clauses, in_force, day),
        "duties": situation.duties(duties, day, end.day if end else None),
        "remarks": findings.of(convention, clauses, own),
        "plans": _views(own, plans, cap.rate if cap else None),
        "avenants": [(one, AVENANT_FAMILIES[one.state]) for one in avenants],
        "to_sign": next((one for one in avenants if one.state == AvenantState.VOTED), None),
        "history": _history(convention, avenants),
    }


def _views(own: list[Plan], plans: list[Plan], cap: Any) -> list[PlanView]:
    return [view(plan, plans, cap) for plan in own]


def _strip(convention: Convention, in_force: Any) -> list[dict[str, str]]:
    end, grant = in_force.get(ClauseKind.ACTION_END), in_force.get(ClauseKind.GRANT_MAX)
    signed = written(convention.signed_on) if convention.signed_on else _unsigned(convention)
    return [
        {
            "key": "État",
            "family": CONVENTION_FAMILIES[convention.state],
            "word": convention.get_state_display().lower(),
        },
        {"key": "Signature", "value": signed},
        {"key": "Fin de l’action", "value": written(end.day) if end else "non communiquée"},
        {
            "key": "Subvention maximale",
            "value": euros(grant.amount) if grant else "non communiquée",
        },
    ]


def _stated(clauses: Iterable[Clause]) -> dict[ClauseKind, Clause]:
    """What the first text states, while nothing of it is in force."""
    return {ClauseKind(one.kind): one for one in clauses if one.avenant_id is None}


def _unsigned(convention: Convention) -> str:
    return "jour inconnu" if convention.signed_source else "pas encore connue"


def _parties(convention: Convention) -> list[dict[str, str]]:
    authority, funder = convention.programme.authority, convention.funder
    return [
        {"quality": "Financeur", "name": funder.name, "siret": funder.siret, "represented_by": ""},
        {
            "quality": "Porteur",
            "name": authority.name,
            "siret": authority.siret,
            "represented_by": "",
        },
    ]


def _history(convention: Convention, avenants: list[Avenant]) -> list[dict[str, str]]:
    """Legal days of the convention and its avenants, newest first."""
    steps: list[tuple[dt.date | None, str, str]] = [
        (convention.filed_on, "Dossier déposé", ""),
        (convention.programmed_on, "Dossier programmé", ""),
        (convention.voted_on, "Convention votée", _vote(convention)),
        (convention.signed_on, "Convention signée", ""),
    ]
    for one in avenants:
        steps += [
            (one.voted_on, f"Avenant n°\u00a0{one.number} voté", _vote(one)),
            (one.signed_on, f"Avenant n°\u00a0{one.number} signé", ""),
        ]
    known = sorted(
        ((on, what, by) for on, what, by in steps if on is not None),
        key=lambda step: step[0],
        reverse=True,
    )
    return [
        {"what": what, "at": written(on), "by": by, "was": "", "now": ""} for on, what, by in known
    ]


def _vote(row: Convention | Avenant) -> str:
    number = row.deliberation.number if row.deliberation else ""
    return f"délibération n°\u00a0{number}" if number else ""


def changes(avenant: Avenant) -> list[Change]:
    """Each value of an avenant, beside the one that it replaces."""
    rows = list(avenant.convention.clauses.select_related("avenant").order_by("pk"))
    ours = {clause.kind: clause for clause in rows if clause.avenant_id == avenant.pk}
    former = {
        clause.kind: clause
        for clause in sorted(rows, key=lambda one: one.avenant.number if one.avenant else 0)
        if clause.effective_on and _precedes(clause.avenant, avenant)
    }
    return [
        Change(
            ClauseKind(kind).label,
            situation.write(former[kind]) if kind in former else "sans objet",
            situation.write(ours[kind]),
            ours[kind].article,
        )
        for kind in ClauseKind
        if kind in ours
    ]


def _precedes(first: Avenant | None, second: Avenant) -> bool:
    return first is None or first.number < second.number


def consequences(avenant: Avenant) -> list[str]:
    """What signing changes, said before it is done."""
    found = [change for change in changes(avenant) if change.after != change.before]
    end = next((c for c in found if c.label == ClauseKind.ACTION_END.label), None)
    others = "\u00a0; ".join(
        f"{_small(change.label)}, {_small(change.after)}" for change in found if change is not end
    )
    duties = avenant.obligations.count()
    said = [
        f"Après signature, la fin de l’action devient le {end.after}." if end else "",
        f"Changent aussi\u00a0: {others}." if others else "",
        f"L’avenant ajoute {count(duties, 'obligation')}." if duties else "",
        "Corriger demandera un nouvel avenant.",
    ]
    return [sentence for sentence in said if sentence]


def _small(phrase: str) -> str:
    """A phrase inside a sentence."""
    return f"{phrase[:1].lower()}{phrase[1:]}"


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
