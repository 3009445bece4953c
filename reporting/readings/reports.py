"""The content of a quarterly report: all that it shows, as JSON values, ready to be frozen."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from django.db.models import Count, Q

from circulation.readings.consumed import Consumed
from circulation.rules import keys_to_hide
from common.sort_key import sort_key
from conventions.enums import AvenantState, ClauseKind, MetBy
from conventions.models import Avenant, Clause, Convention, Obligation
from conventions.readings.conventions import passes_target
from conventions.readings.schedules import first_day, schedule_of
from conventions.readings.texts import ClausesByKind
from conventions.rules.schedules import Schedule
from deadlines.enums import OccurrenceState
from finance.readings.paid_rows import PaidRows
from finance.readings.spending import Spending
from finance.readings.statements import (
    aid_of,
    counted_by_month,
    engineering_cap,
    statement_of,
    sum_of,
)
from finance.readings.texts import Texts
from places.enums import Service
from programmes.models import Programme
from reporting.readings import indicators, passes_by_month
from reporting.readings.indicators import Holder, Parts, PeopleGroup
from reporting.readings.passes_by_month import Month, Year
from reporting.rules import Quarter

FORMAT = 1
DONE = {OccurrenceState.SENT, OccurrenceState.WAIVED, OccurrenceState.EARLIER}
CLAUSES_OF_SHARE = (
    ClauseKind.BASIS,
    ClauseKind.GRANT_MAX,
    ClauseKind.ELIGIBLE_BASE,
    ClauseKind.AID_RATE,
    ClauseKind.BUDGET,
    ClauseKind.ENGINEERING_CAP,
)
VOLUMES = {
    "ordered": "Pass commandés",
    "delivered": "Pass livrés",
    "active": "Pass actifs",
    "handed_out": "Pass remis",
    "spent": "Pass consommés",
}


def content_of(
    convention: Convention, quarter: Quarter, *, of_whole: bool = False, texts: Texts | None = None
) -> dict[str, Any]:
    """The content for a quarter: what is recorded now with a legal day up to its end.

    It counts the carnets that the convention does, or those of the whole programme, as reports did
    before funding keys were read.
    """
    programme, end = convention.programme, quarter.ends_on
    spending = Spending(programme, end, texts)
    terms = spending.texts.in_force(convention, end)
    schedule = schedule_of(convention, terms, end)
    paid = PaidRows(convention, spending)
    consumed = paid.consumed()
    parts = None if of_whole else paid.own_parts
    holders = indicators.holders(programme, end, consumed, parts)
    handed_out = indicators.handed_out_by_month(spending, parts)
    spent = passes_by_month.spent_by_month(paid)
    months = passes_by_month.months_of(handed_out, spent, schedule, end)
    return {
        "format": FORMAT,
        "programme": _programme(programme),
        "convention": _convention(convention, terms),
        "avenants": [
            one
            for one in _avenants(convention, end).values()
            if one["state"] != AvenantState.ABANDONED
        ],
        "period": {"starts_on": _iso(quarter.starts_on), "ends_on": _iso(end)},
        "asked": _asked(convention, quarter),
        "schedule": _schedule(schedule, convention, terms, quarter),
        # Only then, so that the content of the others is what it was.
        **({"has_own_carnets": True} if parts is not None else {}),
        "volumes": _volumes(quarter, paid, parts),
        "people": people_of(holders) | _far_share(terms),
        "services": _services(consumed, quarter),
        "money": _money(paid, terms),
        "months": _dated((one for one in months if one.first <= end), "first"),
        "years": _dated(passes_by_month.years_of(spent, schedule, end), "ends_on"),
    }


def _dated(rows: Iterable[Month | Year], name: str) -> list[dict[str, Any]]:
    """Rows as JSON values, with their only day."""
    return [asdict(one) | {name: _iso(getattr(one, name))} for one in rows]


def _programme(programme: Programme) -> dict[str, Any]:
    return {
        "code": programme.code,
        "name": programme.name,
        "authority": programme.authority.name,
        "siret": programme.authority.siret,
        "address": programme.authority.address,
        "territory": programme.territory,
        "face_value": str(programme.face_value),
        "is_demonstration": programme.is_demonstration,
    }


def _convention(convention: Convention, terms: ClausesByKind) -> dict[str, Any]:
    end, first = terms.get(ClauseKind.ACTION_END), first_day(convention, terms)
    deliberation, cites = convention.deliberation, convention.cited_by
    return {
        "code": convention.code,
        "title": convention.title,
        "funder": convention.funder.name,
        "funder_siret": convention.funder.siret,
        "funder_address": convention.funder.address,
        "signed_on": _iso(convention.signed_on),
        "signed_source": convention.signed_source,
        "deliberation": deliberation.number if deliberation else "",
        "voted_on": _iso(deliberation.session_on) if deliberation else None,
        "cited_by": cites.number if cites else "",
        "counted_from": _iso(first.on) if first else None,
        "counted_by": first.origin if first else "",
        "ends_on": _iso(end.day) if end else None,
        "ends_by": _article(end) if end else "",
    }


def _article(clause: Clause | Obligation) -> str:
    text = f"avenant n°\u00a0{clause.avenant.number}" if clause.avenant else "convention"
    article = f"article\u00a0{clause.article}" if clause.article else ""
    return ", ".join(part for part in (article, text, clause.note) if part)


def _avenants(convention: Convention, day: dt.date) -> dict[int, dict[str, Any]]:
    """The avenants voted or signed by a day, as they were at its end, by number."""
    known = Q(voted_on__lte=day) | Q(signed_on__lte=day)
    found = convention.avenants.filter(known).select_related("deliberation")
    return {one.number: _avenant(one, day) for one in found.order_by("number")}


def _avenant(avenant: Avenant, day: dt.date) -> dict[str, Any]:
    """The avenant as it was at the end of a day, whatever happened since.

    When the day of its signature is unknown, it counts as signed from its effect.
    """
    signed_on = (avenant.signed_on or avenant.effective_on) if avenant.signed_at else None
    signed = signed_on is not None and signed_on <= day
    abandoned = avenant.abandoned_on is not None and avenant.abandoned_on <= day
    state = AvenantState.ABANDONED if abandoned else AvenantState.VOTED
    vote = avenant.deliberation
    assert vote is not None  # noqa: S101 a voted avenant has one, by a constraint
    return {
        "number": avenant.number,
        "subject": avenant.subject,
        "state": AvenantState.SIGNED.value if signed else state.value,
        "voted_on": _iso(avenant.voted_on),
        "signed_on": _iso(avenant.signed_on) if signed else None,
        "abandoned_on": _iso(avenant.abandoned_on) if abandoned else None,
        "deliberation": vote.number,
    }


def avenants_since(convention: Convention, after: dt.date, until: dt.date) -> list[dict[str, Any]]:
    """The avenants whose state changed after one day, up to another."""
    before, now = (_avenants(convention, day) for day in (after, until))
    return [told for number, told in now.items() if told != before.get(number)]


def _asked(convention: Convention, quarter: Quarter) -> list[dict[str, Any]]:
    """The obligations in force at the end of the quarter, what of each fell due in it, and how much
    of that was done or waived.
    """
    due = Q(occurrences__due_on__range=(quarter.starts_on, quarter.ends_on))
    rows = convention.obligations.as_of(quarter.ends_on).select_related("avenant")
    counted: Any = rows.annotate(
        due=Count("occurrences", filter=due),
        done=Count("occurrences", filter=due & Q(occurrences__state__in=DONE)),
    )
    return [
        {
            "title": row.title,
            "source": _article(row),
            "is_met_here": row.met_by == MetBy.QUARTERLY_REPORT,
            "due": row.due,
            "done": row.done,
        }
        for row in counted.order_by("pk")
    ]


def _schedule(
    schedule: Schedule | None, convention: Convention, terms: ClausesByKind, quarter: Quarter
) -> dict[str, Any] | None:
    if schedule is None:
        return None
    return {
        "label": schedule.label,
        "source": _schedule_source(convention, terms, quarter.ends_on),
        "total": schedule.total,
        "starts_on": _iso(schedule.starts_on),
        "ends_on": _iso(schedule.ends_on),
        "steps": [[_iso(day), passes] for day, passes in schedule.steps],
        "before": schedule.target(quarter.last_day_before),
        "reached": schedule.target(quarter.ends_on),
    }


def _schedule_source(convention: Convention, terms: ClausesByKind, day: dt.date) -> str:
    drawn_by = (ClauseKind.DEPLOYMENT_STEPS, ClauseKind.SCHEDULE)
    stated = next((terms[kind] for kind in drawn_by if kind in terms), None)
    source = stated or passes_target(convention.programme, terms, day)
    return _article(source) if isinstance(source, Clause) else str(source)


def _volumes(quarter: Quarter, paid: PaidRows, parts: Parts) -> list[dict[str, Any]]:
    """The counts of the programme, or of some carnets; the passes spent, and the carnets that they
    start, are those that the convention counts.
    """
    before = PaidRows(paid.convention, paid.spending.up_to(quarter.last_day_before))
    both = (before, paid)
    counts = [passes_by_month.pass_counts(one, parts) for one in both]
    rows = [
        _volume(name, label, *(getattr(one, name) for one in counts))
        for name, label in VOLUMES.items()
    ]
    started = [one.consumed().carnets() for one in both]
    stock = [indicators.in_stock(one.spending, parts) for one in both]
    rows.insert(3, _volume("in_stock", "Pass en stock", *stock))
    rows.insert(5, _volume("carnets_started", "Carnets entamés", *started))
    return rows


def _volume(name: str, label: str, before: int, now: int) -> dict[str, Any]:
    return {"name": name, "label": label, "period": now - before, "reached": now}


def people_of(holders: Sequence[Holder]) -> dict[str, Any]:
    """Counts of people and of their passes; None hides a count that is too small to be shown."""
    people = len({one.person for one in holders})
    far = [one for one in holders if one.is_far]
    counts = {"far": len({one.person for one in far})}
    counts["others"] = len({one.person for one in holders if not one.is_far})
    return {
        "reached": None if keys_to_hide({"all": people}) else people,
        "far_handed_out": None if keys_to_hide(counts) else sum(one.handed_out for one in far),
        "handed_out": sum(one.handed_out for one in holders),
        "by_category": _groups(indicators.people_groups(holders, lambda one: one.category)),
        "by_departement": _groups(indicators.people_groups(holders, lambda one: one.departement)),
        "by_epci": _groups(indicators.people_groups(holders, lambda one: one.epci)),
    }


def _far_share(terms: ClausesByKind) -> dict[str, Any]:
    """The least share of the passes for people far from employment, where a clause gives one."""
    clause = terms.get(ClauseKind.FAR_SHARE)
    return {
        "far_share": None if clause is None else str(clause.rate),
        "far_source": _article(clause) if clause else "",
    }


def _groups(groups: Sequence[PeopleGroup]) -> list[dict[str, Any]]:
    small = keys_to_hide({one.label: one.people for one in groups})
    shown = [asdict(one) for one in groups if one.label not in small]
    # Hidden groups go last, by name: their rank would tell their size.
    hidden = dict.fromkeys(("people", "handed_out", "spent"))
    hidden_last = sorted(small, key=lambda label: (sort_key(label), label))
    return shown + [{"label": label, **hidden} for label in hidden_last]


def _services(consumed: Consumed, quarter: Quarter) -> list[dict[str, Any]]:
    rows = indicators.services(consumed, quarter.starts_on, quarter.ends_on)
    return [{**row, "label": Service(row["service"]).label} for row in rows]


def _money(paid: PaidRows, terms: ClausesByKind) -> dict[str, Any]:
    """What counts for the State's share on a day, and this share, as on the page of finances."""
    cap, aid, account = engineering_cap(terms), aid_of(terms), statement_of(paid)
    counted = account.counted if account else sum_of(counted_by_month(paid).values())
    due, advance = (account.share, account.advance) if account else (None, None)
    return {
        "sources": [
            f"{kind.label}\u00a0: {_article(terms[kind])}"
            for kind in CLAUSES_OF_SHARE
            if kind in terms
        ],
        "without_key": paid.without_key().in_words,
        "consumed": str(counted.value),
        "engineering": str(counted.engineering),
        "engineering_cap": None if cap is None else str(cap.amount),
        "outside": str(counted.outside),
        "state_share": None if due is None else str(due.amount),
        "advance": None if advance is None else str(advance.due),
        "to_repay": None if advance is None else str(advance.to_repay),
        "rate": aid.in_words if aid else "",
        "formula": due.formula if due else "",
        "maximum": None if aid is None or aid.maximum is None else str(aid.maximum),
    }


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
