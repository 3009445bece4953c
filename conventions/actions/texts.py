"""Write the text of a convention or an avenant, part by part, and put it in force."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import Organisation, User
from audit import journal
from audit.actors import Author
from common.errors import Refusal
from common.fields import MAX_MONTHS
from common.formats import number
from common.saving import check_and_save, lock
from common.workflow import check_move
from conventions.actions.signature_checks import EFFECT_MISSING, SignatureUnknown
from conventions.enums import (
    AVENANT_MOVES,
    CONVENTION_MOVES,
    AvenantState,
    Block,
    Cadence,
    ClauseKind,
    ConventionState,
    DelayOrigin,
    MetBy,
    ObligationNature,
    PartyQuality,
    Trigger,
)
from conventions.models import Avenant, Clause, Convention, Obligation, Party, Text
from conventions.readings.texts import (
    convention_of_text,
    is_draft,
    lower_first,
    own_rows,
    rows_of_part,
)
from conventions.rules.clause_rows import Row, write_rows
from conventions.rules.clause_values import value_fault

KINDS_IN_MONTHS = (ClauseKind.DURATION_MONTHS, ClauseKind.EXTENSION_MONTHS)
# The type and the French name of a value, by the field of a clause that holds it.
VALUE_TYPES: dict[str, tuple[type, str]] = {
    "day": (dt.date, "un jour"),
    "amount": (Decimal, "un montant"),
    "number": (int, "un nombre entier"),
    "rate": (Decimal, "un taux"),
    "text": (str, "un texte"),
    "table": (tuple, "des lignes"),
}
Value = dt.date | Decimal | int | str | tuple[Row, ...]
T = TypeVar("T", bound=Text)


class WrongValue(Refusal):
    """A value is not of the type, the codes or the range of its clause or its obligation."""


class NotADraft(Refusal):
    """Only a draft is edited: a voted text goes back to draft first."""


class BlockNotOpen(Refusal):
    """An avenant changes only the parts that it opens."""


class NotOfThisPart(Refusal):
    """A clause is written in a part of the text that its kind does not belong to."""


class WrittenTwice(Refusal):
    """The same clause or party twice in a text, or the same obligation twice in a convention."""


class TooLong(Refusal):
    """A duration or a delay is longer than a century."""


class DueDayMissing(Refusal):
    """Nothing says when an obligation is due: no day, or no delay and where it starts."""


class NotReplaceable(Refusal):
    """The obligation to replace is not in force, is replaced, or is of another convention."""


@dataclass(frozen=True)
class ClauseSpec:
    """A clause to write; its value is a tuple of rows when its kind is a table."""

    kind: ClauseKind
    value: Value
    article: str = ""
    note: str = ""
    wording: str = ""


@dataclass(frozen=True)
class ObligationSpec:
    """An obligation to write.

    `due_on` is required when it is due once, `delay_months` and `counted_from` when it is due
    within a delay.
    """

    title: str
    cadence: Cadence
    due_on: dt.date | None = None
    article: str = ""
    note: str = ""
    wording: str = ""
    addressee: str = ""
    send_to: str = ""
    triggers: Trigger | str = ""
    requires: Sequence[str] = ()
    more_on_demand: bool = False
    asks_member: bool = False
    member: str = ""
    met_by: MetBy | str = ""
    nature: ObligationNature = ObligationNature.SEND
    delay_months: int | None = None
    counted_from: DelayOrigin | str = ""
    offset_days: int | None = None
    is_under_union_law: bool = False
    responsible: User | None = None
    replaces: Obligation | None = None


@dataclass(frozen=True)
class PartySpec:
    """A party to write: who signs, in which quality, represented by whom."""

    organisation: Organisation
    quality: PartyQuality
    represented_by: str = ""
    represented_as: str = ""


@transaction.atomic
def set_block(text: Text, block: Block, *, clauses: Sequence[ClauseSpec], by: Author) -> Text:
    """Replace the clauses of a part of a draft."""
    for spec in clauses:
        if spec.kind not in block.kinds:
            raise NotOfThisPart(
                f"«\u00a0{spec.kind.label}\u00a0» n’est pas de la partie "
                f"«\u00a0{block.label}\u00a0»."
            )
    return _replace_part(text, block, clauses=clauses, by=by)


@transaction.atomic
def set_obligations(text: Text, *, obligations: Sequence[ObligationSpec], by: Author) -> Text:
    """Replace the obligations of a draft."""
    return _replace_part(text, Block.OBLIGATIONS, obligations=obligations, by=by)


@transaction.atomic
def set_parties(text: Text, *, parties: Sequence[PartySpec], by: Author) -> Text:
    """Replace the parties of a draft, in their order."""
    return _replace_part(text, Block.PARTIES, parties=parties, by=by)


def lock_text(text: T) -> tuple[Convention, T]:
    """The convention of a text, and the text, both locked in this order: no two acts deadlock."""
    convention = lock(convention_of_text(text), "programme")
    found: Any = lock(text, "convention") if isinstance(text, Avenant) else convention
    return convention, found


def lock_and_move(text: T, state: str) -> tuple[Convention, T]:
    """As `lock_text`, the text in a state that it may reach; not saved yet."""
    convention, text = lock_text(text)
    if isinstance(text, Convention):
        check_move(CONVENTION_MOVES, ConventionState(text.state), ConventionState(state))
    else:
        check_move(AVENANT_MOVES, AvenantState(text.state), AvenantState(state))
    text.state = state
    return convention, text


def check_draft(text: Text) -> None:
    """Refuse to change a text that is not a draft."""
    if not is_draft(text):
        raise NotADraft("Ce texte n’est plus un projet. Retirez son vote pour le modifier.")


def check_part_open(text: Text, block: Block) -> None:
    """Refuse to change a text that is not a draft, or a part that an avenant does not open."""
    check_draft(text)
    if isinstance(text, Avenant) and block not in text.opens:
        raise BlockNotOpen(f"L’avenant n’ouvre pas la partie «\u00a0{block.label}\u00a0».")


def write_text(
    text: Text,
    clauses: Sequence[ClauseSpec] = (),
    obligations: Sequence[ObligationSpec] = (),
    parties: Sequence[PartySpec] = (),
    ranked_at: dt.datetime | None = None,
) -> list[Clause | Party]:
    """Add clauses, obligations and parties to a text; gives the clauses and the parties.

    With `ranked_at`, a correction of a signed text proposes them. Refuses an organisation that
    comes twice.
    """
    place = _place_in(text) | {"ranked_at": ranked_at}
    made: list[Clause | Party] = [_write_clause(text, clause, place) for clause in clauses]
    for obligation in obligations:
        write_obligation(text, obligation)
    seen: set[int] = set()
    for position, party in enumerate(parties, 1):
        if party.organisation.pk in seen:
            raise WrittenTwice(f"{party.organisation.name} est déjà partie à ce texte.")
        seen.add(party.organisation.pk)
        made.append(Party(**place, position=position, **vars(party)))
        check_and_save(made[-1])
    return made


def write_obligation(text: Text, spec: ObligationSpec, **written: Any) -> Obligation:
    """Add an obligation to a text; a correction says of which one it is another version."""
    said = vars(spec) | {"requires": [*spec.requires]}
    return save_obligation(Obligation(**_place_in(text), **said, **written))


def save_obligation(row: Obligation) -> Obligation:
    """Save an obligation, new or corrected, once it is checked with those of its convention."""
    _check_obligation(row)
    _save_named(row.title, row)
    return row


def put_in_force(text: Text, on: dt.date | None, at: dt.datetime) -> None:
    """Give the clauses and obligations of a signed text their day of effect, recorded at `at`.

    Refuses a text that holds some when this day is unknown.
    """
    written = own_rows(text, "clauses"), own_rows(text, "obligations")
    if on is None and any(rows.exists() for rows in written):
        raise SignatureUnknown(EFFECT_MISSING, field="effective_on")
    for rows in (*written, own_rows(text, "parties")):
        rows.update(effective_on=on, recorded_at=at)


def _replace_part(
    text: Text,
    block: Block,
    *,
    clauses: Sequence[ClauseSpec] = (),
    obligations: Sequence[ObligationSpec] = (),
    parties: Sequence[PartySpec] = (),
    by: Author,
) -> Text:
    """Replace the rows of a part; those of its kind are given, the others are empty."""
    _, text = lock_text(text)
    check_part_open(text, block)
    rows_of_part(text, block).delete()
    write_text(text, clauses, obligations, parties)
    verb = "avenant.written" if isinstance(text, Avenant) else "convention.written"
    journal.record(verb, text, by=by, part=block.value)
    return text


def _place_in(text: Text) -> dict[str, Any]:
    """The columns that say of which text a row is."""
    avenant = text if isinstance(text, Avenant) else None
    return {"convention": convention_of_text(text), "avenant": avenant}


def _write_clause(text: Text, spec: ClauseSpec, place: dict[str, Any]) -> Clause:
    is_first = place["ranked_at"] is None
    if is_first and own_rows(text, "clauses").filter(kind=spec.kind).exists():
        raise WrittenTwice(f"«\u00a0{spec.kind.label}\u00a0» est déjà écrit dans ce texte.")
    value = _checked_value(spec)
    if spec.kind in KINDS_IN_MONTHS and isinstance(value, int):
        _check_months(spec.kind.label, value, field=spec.kind.value)
    facts = {name: fact for name, fact in vars(spec).items() if name != "value"}
    facts[spec.kind.carries] = write_rows(value) if isinstance(value, tuple) else value
    made = Clause(**place, **facts)
    _save_named(spec.kind.label, made, field=spec.kind.value)
    return made


def _save_named(name: str, row: Clause | Obligation, field: str = "") -> None:
    """Save a row once it is checked; a fault says which of those of the text has it."""
    try:
        check_and_save(row)
    except ValidationError as error:
        said = lower_first(" ".join(error.messages))
        raise WrongValue(f"«\u00a0{name}\u00a0»\u00a0: {said}", field=field) from error


def _check_months(named: str, months: int, field: str = "") -> None:
    if months > MAX_MONTHS:
        raise TooLong(
            f"Vérifiez «\u00a0{named}\u00a0»\u00a0: {number(MAX_MONTHS)} mois au plus.",
            field=field,
        )


def _check_obligation(row: Obligation) -> None:
    former, others = row.replaces, Obligation.objects.exclude(pk=row.kept_id)
    if former is not None and (
        former.convention_id != row.convention_id
        or former.effective_on is None
        or row.avenant_id is None
        or others.filter(replaces=former).exists()
    ):
        raise NotReplaceable(
            f"«\u00a0{former.title}\u00a0» n’est pas une obligation en vigueur de cette "
            "convention, ou une autre la remplace déjà."
        )
    is_within = row.cadence == Cadence.WITHIN
    counted = (row.delay_months is not None, bool(row.counted_from))
    if counted != (is_within, is_within):
        raise DueDayMissing(
            f"«\u00a0{row.title}\u00a0»\u00a0: indiquez le délai en mois et d’où il se compte, "
            f"avec le rythme «\u00a0{Cadence.WITHIN.label}\u00a0» seulement."
        )
    _check_months(row.title, row.delay_months or 0)
    if row.cadence == Cadence.ONCE and row.due_on is None:
        raise DueDayMissing(f"«\u00a0{row.title}\u00a0»\u00a0: indiquez le jour de l’échéance.")
    _check_written_once(row, others)


def _check_written_once(row: Obligation, others: QuerySet[Obligation]) -> None:
    """Refuse the same obligation twice in a text, or in a convention unless one replaces it."""
    standing = others.filter(convention=row.convention_id).exclude(
        avenant__state=AvenantState.ABANDONED
    )
    same = standing.filter(title=row.title, due_on=row.due_on, article=row.article)
    replaced = standing.exclude(replaces=None).values("replaces")
    if row.kept_id and standing.filter(replaces=row.kept_id).exists():
        same = same.filter(avenant=row.avenant_id)
    same = same.exclude(Q(pk__in=replaced) | Q(pk=row.replaces_id), ~Q(avenant=row.avenant_id))
    if same.exists():
        raise WrittenTwice(
            f"«\u00a0{row.title}\u00a0» est déjà une obligation de cette convention, du même "
            "article et à la même échéance\u00a0: dites qu’elle la remplace, ou laissez-la."
        )


def _checked_value(spec: ClauseSpec) -> Value:
    value_type, name = VALUE_TYPES[spec.kind.carries]
    if not isinstance(spec.value, value_type) or spec.value in ("", ()):
        raise WrongValue(f"La clause «\u00a0{spec.kind.label}\u00a0» porte {name}.")
    if fault := value_fault(spec.kind, spec.value):
        raise WrongValue(fault, field=spec.kind.value)
    return spec.value
