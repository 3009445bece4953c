"""The page of a deliberation: what it cites, what cites it, what is based on it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, Prefetch, Q, QuerySet
from django.utils.text import capfirst

from audit.journal import events_of
from audit.models import Event
from budget.enums import Side
from budget.models import BudgetPhase, Subsidy, SubsidyItem
from budget.tables import BudgetLineTable
from common.formats import UNKNOWN, UNKNOWN_DAY, day, moment, percent_of, typeset
from common.history import Step
from common.json_rows import json_rows, read_as
from conventions.models import Avenant, Convention
from deliberations.actions.deliberations import ATTENDANCE
from deliberations.enums import OpinionResult, VisaOrigin, Vote
from deliberations.models import Calendar, Deliberation, Opinion, Visa, VotingGroup
from deliberations.readings import (
    VOTE_UNKNOWN,
    deliberation_findings,
    groups_by_vote,
    publicity_in_words,
    votes_in_words,
)

# The page shows what the deliberation did to a budget line; the page of the line shows the rest.
HIDDEN_COLUMNS = ("label", "operation", "year", "section", "available", "balance")
CALENDAR_FIELDS = (
    "in_force_on",
    "starts_on",
    "ends_on",
    "passes",
    "part_passes",
    "part_name",
    "note",
)
EVENT_LABELS = {
    "deliberation.recorded": "Délibération saisie",
    "deliberation.edited": "Délibération corrigée",
    "deliberation.tied": "Rattachée à la n°\u00a0{cites}",
    "deliberation.untied": "Rattachement défait de la n°\u00a0{cites}",
}
FIELD_NAMES = {
    "number": "le numéro",
    "assembly": "l’assemblée",
    "session_on": "le jour de la séance",
    "subject": "l’objet",
    "votes_for": "les voix pour",
    "votes_against": "les voix contre",
    "abstentions": "les abstentions",
    "source": "la source",
    "decision": "la décision",
    "visas": "les visas",
    "opinions": "les avis",
    "groups": "les groupes",
    "report_number": "le numéro du rapport",
    "present": "les présents",
    "proxies": "les pouvoirs",
    "excused": "les excusés",
    "absent": "les absents",
    "not_voting": "ceux qui n’ont pas pris part au vote",
    "signed_by": "le signataire",
    "signed_as": "la qualité du signataire",
    "published_on": "le jour de la publication",
    "transmitted_on": "le jour de la transmission",
    "act_reference": "l’identifiant de l’acte",
}


@dataclass(frozen=True, slots=True)
class SubsidyView:
    """A subsidy with its part of the budget of the third party, and the items of this budget."""

    subsidy: Subsidy
    share: str
    charges: list[SubsidyItem]
    resources: list[SubsidyItem]


def with_rows_read(rows: QuerySet[Deliberation]) -> QuerySet[Deliberation]:
    """Deliberations with their groups, opinions and calendars, and the avenants that they found."""
    own = {"deliberation": OuterRef("pk")}
    groups, opinions = VotingGroup.objects.filter(**own), Opinion.objects.filter(**own)
    avenants = Avenant.objects.filter(**own).annotate(title=F("convention__title"))
    calendars = Calendar.objects.filter(**own).order_by("in_force_on")
    return rows.annotate(
        groups_read=json_rows(groups, "position", "name", "vote"),
        opinions_read=json_rows(opinions.order_by("position"), "committee", "given_on", "result"),
        calendars_read=json_rows(calendars, *CALENDAR_FIELDS),
        avenants_read=json_rows(avenants.order_by("pk"), "public_id", "number", "title"),
    )


def deliberation_page(deliberation: Any) -> dict[str, Any]:
    """What the page of a deliberation, read by `with_rows_read`, shows with what is based on it.

    `visas` are what its text cites, each with the deliberations, `ties` what staff tied it to.
    """
    citing = _visas_of(deliberation)
    cited = [row for row in citing if row.deliberation_id == deliberation.pk]
    visas = [row for row in cited if row.origin == VisaOrigin.TEXT]
    named = Q(deliberation=deliberation) | Q(cited_by=deliberation)
    conventions = list(Convention.objects.filter(named).order_by("pk"))
    phases = Prefetch("phases", BudgetPhase.objects.order_by("year"))
    lines = list(deliberation.budget_lines.prefetch_related(phases).order_by("pk"))
    return {
        "deliberation": deliberation,
        "votes": votes_in_words(deliberation),
        "strip": _strip(deliberation),
        "visas": _visas_with_cited(visas),
        "ties": [row for row in cited if row.origin == VisaOrigin.STAFF],
        "cited_by": _cited_by(row for row in citing if row.cites_id == deliberation.pk),
        "vote": _vote(deliberation),
        "opinions": _opinions(read_as(Opinion, row) for row in deliberation.opinions_read),
        "conventions": [one for one in conventions if one.deliberation_id == deliberation.pk],
        "cited_conventions": [one for one in conventions if one.cited_by_id == deliberation.pk],
        "avenants": deliberation.avenants_read,
        "calendars": [read_as(Calendar, row) for row in deliberation.calendars_read],
        "lines": BudgetLineTable(lines, exclude=HIDDEN_COLUMNS, orderable=False),
        "phases": [(one, list(one.phases.all())) for one in lines if one.phases.all()],
        "subsidies": _subsidies(deliberation),
        "history": _history(deliberation),
    }


def _subsidies(deliberation: Deliberation) -> list[SubsidyView]:
    """The subsidies that a deliberation grants, with the budget of the third party."""
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


def _visas_of(deliberation: Deliberation) -> list[Visa]:
    """The visas of a deliberation, and those that cite it, the oldest first."""
    rows = Visa.objects.filter(Q(deliberation=deliberation) | Q(cites=deliberation))
    return list(
        rows.select_related("deliberation", "cites").order_by(
            "deliberation__session_on", "deliberation__number", "deliberation", "position"
        )
    )


def _cited_by(rows: Iterable[Visa]) -> list[Visa]:
    """The later deliberations that cite one, each once."""
    found: dict[int, Visa] = {}
    for row in rows:
        found.setdefault(row.deliberation_id, row)
    return list(found.values())


def _strip(deliberation: Deliberation) -> list[dict[str, str]]:
    """The facts under the title: the day, the assembly, the counts of votes."""
    facts = [
        {"key": "Séance", "value": day(deliberation.session_on)},
        {"key": "Assemblée", "value": deliberation.assembly},
    ]
    if deliberation.votes_for is None:
        return [*facts, {"key": "Vote", "value": VOTE_UNKNOWN.removeprefix("vote ")}]
    return facts + [
        {"key": key, "value": str(count)}
        for key, count in (
            ("Pour", deliberation.votes_for),
            ("Contre", deliberation.votes_against),
            ("Abstentions", deliberation.abstentions),
        )
    ]


def _visas_with_cited(visas: Iterable[Visa]) -> list[tuple[str, list[Deliberation]]]:
    """The words of each visa, with the deliberations that it cites."""
    found: list[tuple[str, list[Deliberation]]] = []
    for visa in visas:
        if visa.text:
            found.append((visa.text, []))
        if visa.cites:
            found[-1][1].append(visa.cites)
    return found


def _vote(deliberation: Any) -> list[dict[str, str]]:
    """What is known of the vote, and from when it is executory, as rows of a summary list."""
    groups = groups_by_vote(read_as(VotingGroup, row) for row in deliberation.groups_read)
    counts = {name: getattr(deliberation, name) for name in ATTENDANCE}
    rows = [
        *(
            (capfirst(FIELD_NAMES[name].removeprefix("les ")), str(number))
            for name, number in counts.items()
            if number is not None
        ),
        *(
            (f"Groupes\u00a0: {vote.label.lower()}", "\u00a0; ".join(groups.get(vote, ())))
            for vote in Vote
        ),
        ("À vérifier", " ".join(one.sentence for one in deliberation_findings(deliberation))),
        ("Rapport", f"n°\u00a0{deliberation.report_number}" if deliberation.report_number else ""),
        ("Signée par", deliberation.signatory),
    ]
    on = deliberation.executory_on
    executory = {
        "key": "Exécutoire",
        "value": f"depuis le {day(on)}" if on else "inconnu",
        "since": publicity_in_words(deliberation),
    }
    return [*({"key": key, "value": typeset(value)} for key, value in rows if value), executory]


def _opinions(opinions: Iterable[Opinion]) -> list[dict[str, str]]:
    """The opinion of each committee, as rows of a summary list."""
    return [
        {
            "key": typeset(row.committee),
            "value": OpinionResult(row.result).label,
            "since": f"rendu le {day(row.given_on)}" if row.given_on else "jour non communiqué",
        }
        for row in opinions
    ]


def _history(deliberation: Deliberation) -> list[Step]:
    """The events of the journal, newest first, with the former and new value of a correction."""
    events = events_of(deliberation).filter(verb__in=EVENT_LABELS)
    return [step for event in events for step in _steps(event)]


def _steps(event: Event) -> Iterable[Step]:
    at, by = moment(event.at), event.actor
    if event.verb != "deliberation.edited":
        yield Step(EVENT_LABELS[event.verb].format(**event.details), at, by)
        return
    was, now = event.details.get("was", {}), event.details.get("now", {})
    for name in now:
        before, after = (_value_in_words(name, values.get(name)) for values in (was, now))
        yield Step(f"Corrigé\u00a0: {FIELD_NAMES[name]}", at, by, before, after)
    if texts := [FIELD_NAMES[name] for name in event.details.get("texts", ())]:
        yield Step(f"Corrigé\u00a0: {', '.join(texts)}", at, by)


def _value_in_words(name: str, value: Any) -> str:
    if name.endswith("_on"):
        return day(dt.date.fromisoformat(value)) if value else UNKNOWN_DAY
    return UNKNOWN if value in (None, "") else str(value)
