"""What a convention says on a day, written for a page."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from common import formats
from conventions import rules
from conventions.enums import AvenantState, Basis, Cadence, ClauseKind, ConventionState, Origin
from conventions.models import Clause, Convention, Obligation

Kind = ClauseKind
ARTICLES: list[tuple[str, list[ClauseKind]]] = [
    (
        "Durée",
        [
            Kind.ACTION_START,
            Kind.ACTION_END,
            Kind.DURATION_MONTHS,
            Kind.DURATION_FROM,
            Kind.EXTENSION_MONTHS,
        ],
    ),
    ("Période des dépenses", [Kind.WINDOW_START, Kind.WINDOW_END]),
    ("Déploiement", [Kind.PASSES_TARGET, Kind.SCHEDULE]),
    (
        "Coût et financement",
        [
            Kind.BUDGET,
            Kind.ELIGIBLE_BASE,
            Kind.GRANT_MAX,
            Kind.AID_RATE,
            Kind.BASIS,
            Kind.ENGINEERING_CAP,
            Kind.NEW_SPENDING_ONLY,
        ],
    ),
]
OPEN = [AvenantState.DRAFT, AvenantState.VOTED]
WORDS: dict[str, str] = {
    rules.LINEAR: rules.LINEAR_LABEL.capitalize(),
    **{basis.value: basis.label for basis in Basis},
    **{origin.value: origin.label for origin in Origin},
}


@dataclass(frozen=True, slots=True)
class Term:
    """A value in force, with the former one and the one that an open avenant announces."""

    label: str
    value: str
    source: str
    was: str = ""
    announced: str = ""
    announced_by: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    title: str
    terms: list[Term]


@dataclass(frozen=True, slots=True)
class Duty:
    """An obligation, and when it is next due."""

    title: str
    when: str
    source: str
    announced_by: str = ""


def articles(
    clauses: Sequence[Clause], in_force: dict[ClauseKind, Clause], day: dt.date
) -> list[Article]:
    """The terms of a convention on a day, by article, in reading order."""
    found = []
    for title, kinds in ARTICLES:
        terms = [
            _term([c for c in clauses if c.kind == kind], in_force.get(kind), day) for kind in kinds
        ]
        if written := [term for term in terms if term is not None]:
            found.append(Article(title, written))
    return found


def _term(clauses: Sequence[Clause], now: Clause | None, day: dt.date) -> Term | None:
    """`clauses` are all those of one kind; `now` is the one in force, if any."""
    coming = next((c for c in clauses if c is not now and _is_coming(c, day)), None)
    if now is not None:
        return _written(now, clauses, day, coming)
    if coming is None:
        return None
    if coming.avenant is None:
        return _written(coming, clauses, day)
    return Term(
        Kind(coming.kind).label,
        formats.NOT_APPLICABLE,
        f"Aucune valeur en vigueur au {formats.day(day)}.",
        announced=write(coming),
        announced_by=_announced_by(coming),
    )


def _written(
    shown: Clause, clauses: Sequence[Clause], day: dt.date, coming: Clause | None = None
) -> Term:
    former = [c for c in clauses if c.effective_on and c.pk != shown.pk and _before(c, shown)]
    last = max(former, key=_rank, default=None)
    value = write(shown)
    was = write(last) if last is not None else ""
    announced = write(coming) if coming is not None else ""
    return Term(
        label=Kind(shown.kind).label,
        value=value,
        source=source(shown, day),
        was="" if was == value else was,
        announced="" if announced == value else announced,
        announced_by=_announced_by(coming) if coming is not None else "",
    )


def _before(clause: Clause, shown: Clause) -> bool:
    return shown.effective_on is not None and _rank(clause) < _rank(shown)


def _rank(clause: Clause) -> tuple[dt.date, dt.datetime, int]:
    assert clause.effective_on is not None  # noqa: S101 tied together by a constraint
    assert clause.recorded_at is not None  # noqa: S101
    return clause.effective_on, clause.recorded_at, clause.pk


def _is_coming(clause: Clause, day: dt.date) -> bool:
    if clause.effective_on is not None:
        return clause.effective_on > day
    return clause.avenant is None or clause.avenant.state in OPEN


def _announced_by(clause: Clause) -> str:
    if clause.effective_on is not None:
        return f"à partir du {formats.day(clause.effective_on)}"
    return avenant_state(clause)


def avenant_state(row: Clause | Obligation) -> str:
    """`avenant n° 1, voté, pas encore signé`: the open text that announces a row."""
    if row.avenant is None:
        return "convention, pas encore signée"
    label = row.avenant.get_state_display().lower()
    return f"avenant n°\u00a0{row.avenant.number}, {label}, pas encore signé"


def source(row: Clause | Obligation, day: dt.date) -> str:
    """`Article 2, en vigueur depuis le 11 mars 2021. Repris de l’avenant.`"""
    text = f"avenant n°\u00a0{row.avenant.number}" if row.avenant else ""
    article = f"article {row.article}" if row.article else ""
    if row.effective_on is None:
        since = "pas encore en vigueur"
    else:
        word = "depuis le" if row.effective_on <= day else "à partir du"
        since = f"en vigueur {word} {formats.day(row.effective_on)}"
    return _sentences(", ".join(part for part in (text, article, since) if part), row.note)


def _sentences(*parts: str) -> str:
    return " ".join(f"{part[:1].upper()}{part[1:]}." for part in parts if part)


def _remarks(row: Obligation, next_on: dt.date | None, *, is_past: bool) -> str:
    article = f"article {row.article}" if row.article else ""
    due = ""
    if row.effective_on is not None and is_past:
        due = "cette échéance est passée"
    elif next_on is not None and row.cadence != Cadence.ONCE:
        due = f"prochaine échéance\u00a0: {formats.day(next_on)}"
    return _sentences(article, due, row.note)


def write(clause: Clause) -> str:
    """The value of a clause as people read it."""
    value = clause.value
    if isinstance(value, dt.date):
        return formats.day(value)
    if isinstance(value, Decimal):
        is_amount = Kind(clause.kind).carries == "amount"
        return formats.euros(value) if is_amount else formats.percent(value.normalize())
    if isinstance(value, int):
        noun = "pass" if clause.kind == Kind.PASSES_TARGET else "mois"
        return formats.count(value, noun)
    return WORDS.get(str(value), str(value))


def duties(obligations: Iterable[Obligation], day: dt.date, ends_on: dt.date | None) -> list[Duty]:
    """Obligations in force on a day, then those that an open avenant announces."""
    rows = [row for row in obligations if _concerns(row, day)]
    rows.sort(key=lambda row: (row.effective_on is None, row.due_on or dt.date.max, row.pk))
    return [_duty(row, day, ends_on) for row in rows]


def _concerns(row: Obligation, day: dt.date) -> bool:
    if row.effective_on is not None:
        return row.effective_on <= day
    return row.avenant is None or row.avenant.state in OPEN


def _duty(row: Obligation, day: dt.date, ends_on: dt.date | None) -> Duty:
    cadence = Cadence(row.cadence)
    when = formats.day(row.due_on) if cadence == Cadence.ONCE else cadence.label
    if cadence == Cadence.AT_END and ends_on:
        when = f"{cadence.label}, le {formats.day(ends_on)}"
    next_on = rules.next_due(cadence, row.due_on, row.effective_on, day, ends_on=ends_on)
    is_past = cadence == Cadence.ONCE and row.due_on is not None and row.due_on < day
    return Duty(
        title=row.title,
        when=when,
        source=_remarks(row, next_on, is_past=is_past),
        announced_by="" if row.effective_on else avenant_state(row),
    )


def lead(convention: Convention, in_force: dict[ClauseKind, Clause], day: dt.date) -> str:
    """The answer under the title: in force until when, on which day."""
    said = f"Au {formats.day(day)}\u00a0: "
    if not in_force:
        return f"{said}rien n’est en vigueur. {_why(convention)}".strip()
    end = in_force.get(Kind.ACTION_END)
    grant = in_force.get(Kind.GRANT_MAX)
    parts = [
        f"l’action finit le {formats.day(end.day)}" if end else "fin de l’action non communiquée",
        f"la subvention est de {formats.euros(grant.amount)} au plus" if grant else "",
    ]
    return said + "\u00a0; ".join(part for part in parts if part) + "."


def _why(convention: Convention) -> str:
    if convention.state == ConventionState.DRAFT:
        return "Ce texte est un projet."
    if convention.state == ConventionState.VOTED:
        return f"Votée le {formats.day(convention.voted_on)}, signature pas encore connue."
    return ""
