"""The rows of a text, and its clauses and obligations in French words."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import F, Q

from common import formats
from common.formats import exact_percent
from conventions.enums import (
    AVENANT_MOVES,
    CONVENTION_MOVES,
    AvenantState,
    Block,
    Cadence,
    ClauseKind,
    ConventionState,
    DelayOrigin,
    ProofKind,
    Trigger,
)
from conventions.models import Avenant, Clause, Convention, Obligation, Text
from conventions.rules.clause_rows import Row

ClausesByKind = dict[ClauseKind, Clause]
# What a grant is a part of, the first that is stated.
GRANT_BASES = (ClauseKind.ELIGIBLE_BASE, ClauseKind.BUDGET)
LABEL_HEADERS = {
    ClauseKind.TARGET_SHARES: "Public",
    ClauseKind.PAYMENTS: "Versement",
    ClauseKind.DEPLOYMENT_STEPS: "Étape",
}
WORDING = "Rédaction"
DEMANDS = (
    "Destinataire",
    "Pièces demandées",
    "Déclenche",
    "Membre désigné",
    "Droit de l’Union",
)
RATE_HEADERS = {ClauseKind.TARGET_SHARES: "Part des pass", ClauseKind.PAYMENTS: "Part"}


@dataclass(frozen=True, slots=True)
class ClauseTable:
    """The rows of a clause as a table to draw.

    `head` holds the title of each column and whether it holds figures. Each cell of `lines` is its
    value, whether it is a figure, and the title of its column, which a phone shows beside it.
    """

    caption: str
    head: list[tuple[str, bool]] = field(default_factory=list)
    lines: list[list[tuple[str, bool, str]]] = field(default_factory=list)


def clause_in_words(clause: Clause) -> str:
    """The value of a clause, in words."""
    return value_in_words(ClauseKind(clause.kind), clause.value)


def value_in_words(kind: ClauseKind, value: object) -> str:
    if isinstance(value, dt.date):
        return formats.day(value)
    if isinstance(value, Decimal):
        return formats.euros(value) if kind.carries == "amount" else exact_percent(value)
    if isinstance(value, int):
        return formats.count(value, "pass" if kind == ClauseKind.PASSES_TARGET else "mois")
    if isinstance(value, list | tuple):
        return " ; ".join(_row_in_words(row) for row in value).replace(" ;", "\u00a0;")
    labels = dict(kind.codes.choices) if kind.codes else {}
    return str(labels.get(str(value), value))


def clause_table(kind: ClauseKind, rows: Sequence[Row]) -> ClauseTable | None:
    """The rows of a clause as a table; only the columns that one of them fills."""
    if not rows:
        return None
    columns = [
        (title, is_figure, name)
        for title, is_figure, name in (
            (LABEL_HEADERS.get(kind, "Ligne"), False, "label"),
            ("Jour", False, "day"),
            ("Pass, en cumul", True, "number"),
            ("Montant (€)", True, "amount"),
            (RATE_HEADERS.get(kind, "Taux"), True, "rate"),
        )
        if any(getattr(row, name) not in (None, "") for row in rows)
    ]
    return ClauseTable(
        kind.label,
        [(title, is_figure) for title, is_figure, _ in columns],
        [
            [(_cell_in_words(row, name), is_figure, title) for title, is_figure, name in columns]
            for row in rows
        ],
    )


def origin_day(obligation: Obligation, clauses: ClausesByKind) -> dt.date | None:
    """The day from which the delay of an obligation runs; None when it is unknown."""
    if obligation.counted_from == DelayOrigin.SIGNATURE:
        return obligation.convention.signed_on
    at_end = obligation.counted_from == DelayOrigin.ACTION_END
    return day_of(clauses, ClauseKind.ACTION_END if at_end else ClauseKind.ACTION_START)


def day_of(values: ClausesByKind, kind: ClauseKind) -> dt.date | None:
    clause = values.get(kind)
    return clause.day if clause else None


def amount_of(values: ClausesByKind, kind: ClauseKind) -> Decimal | None:
    clause = values.get(kind)
    return clause.amount if clause else None


def source_of(row: Clause | Obligation, day: dt.date) -> str:
    """`Article 2, en vigueur depuis le 11 mars 2021. Repris de l’avenant.`"""
    text = f"avenant n°\u00a0{row.avenant.number}" if row.avenant else ""
    if row.effective_on is None:
        since = "pas encore en vigueur"
    else:
        word = "depuis le" if row.effective_on <= day else "à partir du"
        since = f"en vigueur {word} {formats.day(row.effective_on)}"
    return sentences(", ".join(part for part in (text, article_of(row), since) if part), row.note)


def article_of(row: Clause | Obligation) -> str:
    return f"article {row.article}" if row.article else ""


def sentences(*parts: str) -> str:
    """Each part as a sentence with a capital and a full stop; empty ones are left out."""
    return " ".join(f"{part[:1].upper()}{part[1:].rstrip('.')}." for part in parts if part)


def is_draft(text: Text) -> bool:
    return text.state in (ConventionState.DRAFT, AvenantState.DRAFT)


def may_become(text: Text, state: str) -> bool:
    """Whether a move of a text is open."""
    if isinstance(text, Convention):
        return state in CONVENTION_MOVES[ConventionState(text.state)]
    return state in AVENANT_MOVES[AvenantState(text.state)]


def convention_of_text(text: Text) -> Convention:
    return text if isinstance(text, Convention) else text.convention


def own_rows(text: Text, name: str) -> Any:
    """The clauses, obligations or parties (`name`) of a text, not those of its avenants."""
    rows = getattr(text, name)
    return rows.all() if isinstance(text, Avenant) else rows.filter(avenant=None)


def first_rows(text: Text, name: str) -> Any:
    """The rows of a text as its signature was recorded: what no correction wrote or changed.

    Those that it holds, when it is not signed. Of a corrected obligation, the first version.
    """
    if name == "obligations":
        return [one for one in first_obligations(text) if one.ranked_at is None]
    return _since_signature(text, name).filter(ranked_at=None)


def first_obligations(text: Text) -> list[Obligation]:
    """The obligations of a text, with those that were forgotten, each as it was first recorded."""
    rows = _since_signature(text, "obligations").select_related(
        "replaces__avenant", "responsible", "version_of__responsible"
    )
    found: dict[int, Obligation] = {}
    for row in rows.order_by(F("corrected_at").asc(nulls_last=True), "pk"):
        if not row.is_only_proposed:
            found.setdefault(row.kept_id, row)
    return [found[key] for key in sorted(found)]


def _since_signature(text: Text, name: str) -> Any:
    """All the rows of a text since it was signed, as long as this signature was held true."""
    is_since = Q(corrected_at=None)
    if text.unsigned_at is not None:
        is_since = Q(corrected_at__range=(text.signed_at, text.unsigned_at))
    elif text.signed_at is not None:
        is_since |= Q(corrected_at__gte=text.signed_at)
    avenant = text if isinstance(text, Avenant) else None
    return getattr(text, name)(manager="recorded").filter(is_since, avenant=avenant)


def rows_of_part(text: Text, block: Block) -> Any:
    """The rows of a part of a text: clauses of its kinds, obligations or parties."""
    if block.kinds:
        return own_rows(text, "clauses").filter(kind__in=block.kinds)
    return own_rows(text, block.value)


def order_of_effect(clause: Clause) -> tuple[dt.date, dt.datetime, int]:
    """Sorts the clauses in force of one kind: each replaces those before it."""
    ranked_at = clause.ranked_at or clause.recorded_at
    assert clause.effective_on is not None  # noqa: S101 tied together by a constraint
    assert ranked_at is not None  # noqa: S101
    return clause.effective_on, ranked_at, clause.avenant_id or 0


def in_force_among(clauses: Iterable[Clause], day: dt.date) -> ClausesByKind:
    """What `Convention.clauses_in_force` answers, from every clause held of a convention."""
    held = [one for one in clauses if one.effective_on is not None and one.effective_on <= day]
    return {ClauseKind(one.kind): one for one in sorted(held, key=order_of_effect)}


def signature_in_words(text: Text) -> str:
    """`le 11 mars 2021`, or `un jour inconnu`: when a signed text was signed."""
    return f"le {formats.day(text.signed_on)}" if text.signed_on else "un jour inconnu"


def lower_first(phrase: str) -> str:
    """The phrase with a small first letter, to stand inside a sentence."""
    return f"{phrase[:1].lower()}{phrase[1:]}"


def announced_by(row: Clause | Obligation) -> str:
    """What will put a clause or an obligation in force: its day of effect, or its unsigned text."""
    if row.effective_on is not None:
        return f"à partir du {formats.day(row.effective_on)}"
    if row.avenant is None:
        return "convention, pas encore signée"
    state = AvenantState(row.avenant.state).label.lower()
    return f"avenant n°\u00a0{row.avenant.number}, {state}, pas encore signé"


def demands_of(row: Obligation) -> list[dict[str, str]]:
    """What the text asks besides the day, as rows of a summary list: only what it says."""
    pieces = [ProofKind(code).label for code in row.requires]
    pieces += ["d’autres sur demande"] if row.more_on_demand else []
    to, triggers = row.send_to, row.triggers
    moved = "un jour qui n’est pas ouvré est reporté au suivant" if row.is_under_union_law else ""
    values = (
        ", ".join(filter(None, [row.addressee, to])),
        "\u00a0; ".join(pieces),
        Trigger(triggers).label if triggers else "",
        row.member or "à désigner" if row.asks_member else "",
        moved,
    )
    rows = [{"key": key, "value": one} for key, one in zip(DEMANDS, values, strict=True)]
    if to:
        rows[0] |= {"url": f"mailto:{to}", "act": "Écrire"}
    return [one for one in rows if one["value"]]


def facts_of_obligation(row: Obligation) -> dict[str, str]:
    """What a text says of an obligation besides its title, its day and its article, by name."""
    demands = {one["key"]: one["value"] for one in demands_of(row)}
    found = {
        "Nature": row.get_nature_display(),
        **{name: demands.get(name, "") for name in DEMANDS},
        "Tenue par": row.get_met_by_display(),
        WORDING: f"«\u00a0{row.wording}\u00a0»" if row.wording else "",
    }
    return {name: value or formats.NOT_STATED for name, value in found.items()}


def cadence_in_words(row: Obligation, ends_on: dt.date | None = None) -> str:
    """`31 janvier 2022`, `Chaque mois`, `Dans les 2 mois`: when an obligation is due."""
    cadence = Cadence(row.cadence)
    if cadence == Cadence.ONCE:
        return formats.day(row.due_on)
    if cadence == Cadence.WITHIN:
        stated = f", le {formats.day(row.due_on)}" if row.due_on else ""
        return f"{delay_in_words(row)}{stated}"
    parts, at_end = [cadence.label], cadence == Cadence.AT_END
    if row.offset_days:
        after = f"{formats.count(row.offset_days, 'jour')} après"
        parts = [f"{after} l’achèvement"] if at_end else [cadence.label, f"{after} sa fin"]
    if at_end and ends_on:
        parts.append(f"{'prévu ' if row.offset_days else ''}le {formats.day(ends_on)}")
    elif row.due_on:
        parts.append(f"jusqu’au {formats.day(row.due_on)}")
    return ", ".join(parts)


def delay_in_words(row: Obligation) -> str:
    """`Dans les 2 mois après la signature de la convention`, `Dans le mois après`."""
    months = row.delay_months or 0
    within = "le mois" if months == 1 else f"les {formats.count(months, 'mois')}"
    origin = lower_first(DelayOrigin(row.counted_from).label)
    return f"Dans {within} après {_with_article(origin)}"


def _row_in_words(row: Row) -> str:
    named = row.label or formats.day(row.day)
    when = f", le {formats.day(row.day)}" if row.label and row.day else ""
    figures = [
        formats.euros(row.amount) if row.amount is not None else "",
        formats.count(row.number, "pass") if row.number is not None else "",
        exact_percent(row.rate) if row.rate is not None else "",
    ]
    said = ", ".join(figure for figure in figures if figure)
    return f"{named}\u00a0: {said}{when}" if said else f"{named}{when}"


def _cell_in_words(row: Row, name: str) -> str:
    value = getattr(row, name)
    if value in (None, ""):
        return formats.NOT_APPLICABLE
    if name == "day":
        return formats.day(value)
    if name == "amount":
        return formats.number(value, 2)
    if name == "rate":
        return exact_percent(value)
    return formats.number(value) if name == "number" else str(value)


def _with_article(noun: str) -> str:
    return f"le {noun}" if noun.startswith("début") else f"la {noun}"
