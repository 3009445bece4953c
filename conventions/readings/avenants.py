"""What an avenant changes: each clause, obligation and party beside the one that it replaces."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from common.fields import LARGEST_SMALL
from common.formats import NOT_STATED, count, day
from conventions.enums import Block, ClauseKind
from conventions.models import Avenant, Clause, Convention, Obligation, Party
from conventions.readings.parties import parties_of
from conventions.readings.texts import (
    ClauseTable,
    cadence_in_words,
    clause_in_words,
    clause_table,
    facts_of_obligation,
    lower_first,
    order_of_effect,
    signature_in_words,
)

NOTHING_BEFORE = NOT_STATED


@dataclass(frozen=True, slots=True)
class Difference:
    """A value of an avenant (`after`), the one that it replaces (`before`) and its day of effect.

    `after_rows` draws the value when it is a table; `wording` is the sentence of the avenant.
    `facts` are those that differ of an obligation that replaces another: name, before, after.
    """

    block: Block
    kind: ClauseKind | None
    label: str
    article: str
    before: str
    after: str
    since: dt.date | None = None
    wording: str = ""
    after_rows: ClauseTable | None = None
    former_article: str = ""
    facts: tuple[tuple[str, str, str], ...] = ()

    @property
    def is_unchanged(self) -> bool:
        return self.before == self.after

    @property
    def before_and_since(self) -> str:
        """`30 juillet 2023, depuis le 11 mars 2021`."""
        if self.since is None:
            return self.before
        return f"{self.before.rstrip('.')}, depuis le {day(self.since)}"


def next_number(convention: Convention) -> int | None:
    """The number after the last one of a convention; None after the largest that is kept."""
    last = convention.avenants.order_by("-number").values_list("number", flat=True).first() or 0
    return last + 1 if last < LARGEST_SMALL else None


def not_entered(avenants: Iterable[Avenant], entered: Iterable[int]) -> list[str]:
    """The numbers before those of some avenants that are not `entered`: `n° 1 à 3`, `n° 5`."""
    last = max((one.number for one in avenants), default=0)
    missing = sorted(set(range(1, last)) - set(entered))
    # In a run of numbers, each one less its rank is the same.
    runs = groupby(enumerate(missing), key=lambda ranked: ranked[1] - ranked[0])
    bounds = [[number for _, number in run] for _, run in runs]
    return [
        f"n°\u00a0{run[0]}" if len(run) == 1 else f"n°\u00a0{run[0]} à {run[-1]}" for run in bounds
    ]


def differences_of(avenant: Avenant) -> list[Difference]:
    """Every difference of an avenant, part by part in reading order, in four queries."""
    clauses = list(avenant.convention.clauses.order_by("pk"))
    obligations = avenant.obligations.select_related("replaces").order_by("pk")
    return differences_among(avenant, clauses, obligations, list(parties_of(avenant)))


def differences_among(
    avenant: Avenant,
    rows: Sequence[Clause],
    obligations: Iterable[Obligation],
    parties: Sequence[Party],
    effect: dt.date | None = None,
) -> list[Difference]:
    """As `differences_of`, from the clauses of the convention, the obligations and parties of the
    avenant; `effect` is the day on which it would take effect, else the one that it states.
    """
    own = {clause.kind: clause for clause in rows if clause.avenant_id == avenant.pk}
    clauses = [(block, own[kind]) for block in Block for kind in block.kinds if kind in own]
    on = effect or avenant.stated_effective_on
    by_day = sorted(obligations, key=lambda one: (one.due_on or dt.date.max, one.pk))
    return [
        *(_clause_difference(block, one, _former_clause(one, rows, on)) for block, one in clauses),
        *map(_obligation_difference, by_day),
        *_party_differences(avenant, parties, effect),
    ]


def kept_in_articles_of(avenant: Avenant, changed: Sequence[Difference]) -> list[Difference]:
    """What stays of the articles that an avenant changes, in reading order, in two queries.

    An avenant restates an article whole, with the clauses and obligations in force that it keeps.
    """
    touched = (
        number for one in changed if one.article for number in (one.article, one.former_article)
    )
    articles = set(filter(None, touched))
    last = avenant.effective_on or dt.date.max
    known_at = avenant.signed_at and avenant.signed_at - dt.timedelta(microseconds=1)
    convention, own = avenant.convention, {one.kind for one in changed}
    clauses = {
        ClauseKind(one.kind): one for one in convention.clauses.as_of(last, known_at=known_at)
    }
    kept = [
        (block, clauses[kind])
        for block in Block
        for kind in block.kinds
        if kind in clauses and kind not in own and clauses[kind].article in articles
    ]
    replaced = avenant.obligations.exclude(replaces=None).values("replaces")
    obligations = convention.obligations.as_of(last, known_at=known_at).exclude(pk__in=replaced)
    return [
        *(_clause_difference(block, one, one) for block, one in kept),
        *(_kept_obligation(one) for one in obligations.filter(article__in=articles).order_by("pk")),
    ]


def differences_in_words(avenant: Avenant, rows: Sequence[Difference]) -> str:
    """How many values an avenant changes, and whether it is in force."""
    different = sum(not one.is_unchanged for one in rows)
    same = len(rows) - different
    said = f"{avenant.convention.title}\u00a0: {count(different, 'différence')}"
    said += f", {count(same, 'valeur reprise')} sans changement" if same else ""
    if avenant.signed_at is None:
        return f"{said}. Rien de cet avenant n’est en vigueur."
    return f"{said}. Avenant signé {signature_in_words(avenant)}."


def _clause_difference(block: Block, clause: Clause, former: Clause | None) -> Difference:
    kind = ClauseKind(clause.kind)
    return Difference(
        block,
        kind,
        kind.label,
        clause.article,
        clause_in_words(former) if former else NOTHING_BEFORE,
        clause_in_words(clause),
        since=former.effective_on if former else None,
        wording=clause.wording,
        after_rows=clause_table(kind, clause.rows),
        former_article=former.article if former else "",
    )


def _former_clause(
    clause: Clause, rows: Sequence[Clause], stated_on: dt.date | None
) -> Clause | None:
    """The clause in force that a clause replaces.

    Before its signature: the one that it would replace, signed now with the day that it states.
    """
    last = stated_on or dt.date.max
    before = [
        row
        for row in rows
        if row.kind == clause.kind
        and row.pk != clause.pk
        and row.effective_on is not None
        and (
            row.effective_on <= last
            if clause.effective_on is None
            else order_of_effect(row) < order_of_effect(clause)
        )
    ]
    return max(before, key=order_of_effect, default=None)


def _obligation_difference(row: Obligation) -> Difference:
    former = row.replaces
    facts = facts_changed(former, row) if former else ()
    return Difference(
        Block.OBLIGATIONS,
        None,
        "Obligation remplacée" if former else "Obligation ajoutée",
        row.article,
        _obligation_in_words(former, [(name, was) for name, was, _ in facts])
        if former
        else NOTHING_BEFORE,
        _obligation_in_words(row, [(name, now) for name, _, now in facts]),
        since=former.effective_on if former else None,
        former_article=former.article if former else "",
        wording=row.wording,
        facts=facts,
    )


def facts_changed(former: Obligation, row: Obligation) -> tuple[tuple[str, str, str], ...]:
    """The facts of an obligation, besides its title and its day, that are not those of another."""
    was, now = facts_of_obligation(former), facts_of_obligation(row)
    return tuple((name, was[name], now[name]) for name in now if was[name] != now[name])


def _obligation_in_words(row: Obligation, facts: Iterable[tuple[str, str]] = ()) -> str:
    said = (f"{lower_first(name)}\u00a0: {value}" for name, value in facts)
    return "\u00a0; ".join([f"{row.title}\u00a0: {cadence_in_words(row)}", *said])


def _kept_obligation(row: Obligation) -> Difference:
    said = _obligation_in_words(row)
    kept = (Block.OBLIGATIONS, None, "Obligation gardée", row.article, said, said)
    return Difference(*kept, wording=row.wording)


def _party_differences(
    avenant: Avenant, own: Sequence[Party], effect: dt.date | None
) -> list[Difference]:
    rows = _former_parties(avenant, effect) if own else ()
    former = {row.organisation_id: _party_in_words(row) for row in rows}
    return [
        Difference(
            Block.PARTIES,
            None,
            row.organisation.name,
            "",
            former.get(row.organisation_id, NOTHING_BEFORE),
            _party_in_words(row),
        )
        for row in own
    ]


def _former_parties(avenant: Avenant, effect: dt.date | None) -> Iterable[Party]:
    """The parties in force that those of an avenant replace, or would if it were signed now."""
    lists = avenant.convention.parties
    effect = effect or avenant.effective_on or dt.date.max
    if avenant.signed_at is None:
        return lists.as_of(effect)
    return lists.as_of(effect, signed_before=avenant.signed_at)


def _party_in_words(row: Party) -> str:
    quality = row.get_quality_display()
    return f"{quality}, {row.signatory}" if row.signatory else quality
