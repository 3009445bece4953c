"""The text of a convention or of an avenant: its values, its obligations, its signature."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from django.db import transaction

from accounts.models import Organisation, User
from audit import journal
from audit.actors import Actor
from common.errors import Refusal
from common.formats import number
from common.saving import check_and_save
from conventions.actions.signatures import SignatureUnknown
from conventions.enums import (
    AvenantState,
    Block,
    Cadence,
    ClauseKind,
    ConventionState,
    ObligationNature,
    Origin,
    PartyQuality,
)
from conventions.models import Avenant, Clause, Convention, Obligation, Party
from conventions.rules.texts import Row, write_rows

MOST_MONTHS = 1_200
IN_MONTHS = (ClauseKind.DURATION_MONTHS, ClauseKind.EXTENSION_MONTHS)
Value = dt.date | Decimal | int | str | tuple[Row, ...]
Text: TypeAlias = Convention | Avenant


class WrongValue(Refusal):
    """A clause carries a value of another nature than its kind says."""

    code = "wrong_value"


class NotADraft(Refusal):
    """Only a draft is edited: a voted text goes back to draft first."""

    code = "not_a_draft"


class BlockNotOpen(Refusal):
    """An avenant changes only the parts that it opens."""

    code = "block_not_open"


class NotOfThisPart(Refusal):
    """A value is written in a part of the text that is not its own."""

    code = "not_of_this_part"


class WrittenTwice(Refusal):
    """The same value or party twice in a text, or the same obligation twice in a convention."""

    code = "written_twice"


class TooLong(Refusal):
    """A duration or a delay is of more than a century."""

    code = "too_long"


class DueDayMissing(Refusal):
    """Nothing says when an obligation is due: no day, or no delay and where it starts."""

    code = "due_day_missing"


class NotReplaceable(Refusal):
    """An obligation replaces one that is not in force, already replaced, or of elsewhere."""

    code = "not_replaceable"


@dataclass(frozen=True, slots=True)
class ClauseSpec:
    """One value of a text, with where it stands; rows where its kind is a table."""

    kind: ClauseKind
    value: Value
    article: str = ""
    note: str = ""
    wording: str = ""


@dataclass(frozen=True, slots=True)
class ObligationSpec:
    """One duty of a text; `due_on` is obligatory when it is done once.

    `delay_months` and `counted_from` go with the cadence « within ».
    """

    title: str
    cadence: Cadence
    due_on: dt.date | None = None
    article: str = ""
    note: str = ""
    nature: ObligationNature = ObligationNature.SEND
    delay_months: int | None = None
    counted_from: Origin | str = ""
    responsible: User | None = None
    replaces: Obligation | None = None


@dataclass(frozen=True, slots=True)
class PartySpec:
    """Who signs a text, in which quality, represented by whom."""

    organisation: Organisation
    quality: PartyQuality
    represented_by: str = ""
    represented_as: str = ""


@transaction.atomic
def set_block(
    text: Text, block: Block, *, clauses: Sequence[ClauseSpec], by: Actor, at: dt.datetime
) -> Text:
    """Replace the values of a part of a draft; none clears it."""
    for spec in clauses:
        if spec.kind not in block.kinds:
            raise NotOfThisPart(
                f"«\u00a0{spec.kind.label}\u00a0» n’est pas de la partie "
                f"«\u00a0{block.label}\u00a0»."
            )

    def write(convention: Convention, avenant: Avenant | None) -> None:
        convention.clauses.filter(avenant=avenant, kind__in=block.kinds).delete()
        for spec in clauses:
            _write_clause(convention, avenant, spec)

    return _set(text, block, write, by=by, at=at)


@transaction.atomic
def set_obligations(
    text: Text, *, obligations: Sequence[ObligationSpec], by: Actor, at: dt.datetime
) -> Text:
    """Replace the obligations of a draft."""

    def write(convention: Convention, avenant: Avenant | None) -> None:
        convention.obligations.filter(avenant=avenant).delete()
        for spec in obligations:
            _write_obligation(convention, avenant, spec)

    return _set(text, Block.OBLIGATIONS, write, by=by, at=at)


@transaction.atomic
def set_parties(text: Text, *, parties: Sequence[PartySpec], by: Actor, at: dt.datetime) -> Text:
    """Replace the parties of a draft, in their order."""

    def write(convention: Convention, avenant: Avenant | None) -> None:
        convention.parties.filter(avenant=avenant).delete()
        write_parties(convention, avenant, parties)

    return _set(text, Block.PARTIES, write, by=by, at=at)


def _set(
    text: Text,
    block: Block,
    write: Callable[[Convention, Avenant | None], None],
    *,
    by: Actor,
    at: dt.datetime,
) -> Text:
    convention, avenant = locked(text)
    found: Text = avenant or convention
    check_draft(found)
    if avenant is not None and block not in avenant.opens:
        raise BlockNotOpen(f"L’avenant n’ouvre pas la partie «\u00a0{block.label}\u00a0».")
    write(convention, avenant)
    verb = "convention.written" if avenant is None else "avenant.written"
    journal.record(
        verb, found, by=by, at=at, programme_id=convention.programme_id, part=block.value
    )
    return found


def locked(text: Text) -> tuple[Convention, Avenant | None]:
    """A text and its convention, the convention locked first."""
    convention_id = text.pk if isinstance(text, Convention) else text.convention_id
    rows = Convention.objects.select_for_update(of=("self",)).select_related("programme")
    convention = rows.get(pk=convention_id)
    if isinstance(text, Convention):
        return convention, None
    avenants = Avenant.objects.select_for_update(of=("self",)).select_related("convention")
    return convention, avenants.get(pk=text.pk)


def check_draft(text: Text) -> None:
    if text.state not in (ConventionState.DRAFT, AvenantState.DRAFT):
        raise NotADraft("Ce texte n’est plus un projet. Retirez son vote pour le modifier.")


def write_text(
    convention: Convention,
    avenant: Avenant | None,
    clauses: Sequence[ClauseSpec],
    obligations: Sequence[ObligationSpec],
    parties: Sequence[PartySpec] = (),
) -> None:
    for clause in clauses:
        _write_clause(convention, avenant, clause)
    for duty in obligations:
        _write_obligation(convention, avenant, duty)
    write_parties(convention, avenant, parties)


def _write_clause(convention: Convention, avenant: Avenant | None, spec: ClauseSpec) -> None:
    clause = Clause(
        convention=convention,
        avenant=avenant,
        kind=spec.kind,
        article=spec.article,
        note=spec.note,
        wording=spec.wording,
    )
    if convention.clauses.filter(avenant=avenant, kind=spec.kind).exists():
        raise WrittenTwice(f"«\u00a0{spec.kind.label}\u00a0» est déjà écrit dans ce texte.")
    value = _checked(spec)
    if spec.kind in IN_MONTHS and isinstance(value, int):
        _check_months(spec.kind.label, value, field=spec.kind.value)
    kept = write_rows(value) if isinstance(value, tuple) else value
    setattr(clause, spec.kind.carries, kept)
    check_and_save(clause)


def _check_months(named: str, months: int, field: str = "") -> None:
    if months > MOST_MONTHS:
        raise TooLong(
            f"Vérifiez «\u00a0{named}\u00a0»\u00a0: {number(MOST_MONTHS)} mois au plus.",
            field=field,
        )


def _check_duty(convention: Convention, avenant: Avenant | None, duty: ObligationSpec) -> None:
    former = duty.replaces
    if former is not None and (
        former.convention_id != convention.pk
        or former.effective_on is None
        or avenant is None
        or Obligation.objects.filter(replaces=former).exists()
    ):
        raise NotReplaceable(
            f"«\u00a0{former.title}\u00a0» n’est pas une obligation en vigueur de cette "
            "convention, ou une autre la remplace déjà."
        )
    is_within = duty.cadence == Cadence.WITHIN
    counted = (duty.delay_months is not None, bool(duty.counted_from))
    if counted != (is_within, is_within):
        raise DueDayMissing(
            f"«\u00a0{duty.title}\u00a0»\u00a0: indiquez le délai en mois et d’où il se compte, "
            f"avec le rythme «\u00a0{Cadence.WITHIN.label}\u00a0» seulement."
        )
    _check_months(duty.title, duty.delay_months or 0)
    if duty.cadence == Cadence.ONCE and duty.due_on is None:
        raise DueDayMissing(f"«\u00a0{duty.title}\u00a0»\u00a0: indiquez le jour de l’échéance.")
    standing = convention.obligations.exclude(avenant__state=AvenantState.ABANDONED)
    if standing.filter(title=duty.title, due_on=duty.due_on).exists():
        raise WrittenTwice(
            f"«\u00a0{duty.title}\u00a0» est déjà une obligation de cette convention, "
            "à la même échéance."
        )


def _write_obligation(
    convention: Convention, avenant: Avenant | None, duty: ObligationSpec
) -> None:
    _check_duty(convention, avenant, duty)
    obligation = Obligation(
        convention=convention,
        avenant=avenant,
        title=duty.title,
        article=duty.article,
        note=duty.note,
        nature=duty.nature,
        cadence=duty.cadence,
        due_on=duty.due_on,
        delay_months=duty.delay_months,
        counted_from=duty.counted_from,
        responsible=duty.responsible,
        replaces=duty.replaces,
    )
    check_and_save(obligation)


def write_parties(
    convention: Convention, avenant: Avenant | None, parties: Sequence[PartySpec]
) -> None:
    seen: set[int] = set()
    for position, spec in enumerate(parties, 1):
        if spec.organisation.pk in seen:
            raise WrittenTwice(f"{spec.organisation.name} est déjà partie à ce texte.")
        seen.add(spec.organisation.pk)
        party = Party(
            convention=convention,
            avenant=avenant,
            position=position,
            organisation=spec.organisation,
            quality=spec.quality,
            represented_by=spec.represented_by,
            represented_as=spec.represented_as,
        )
        check_and_save(party)


NATURE: dict[str, tuple[type, str]] = {
    "day": (dt.date, "un jour"),
    "amount": (Decimal, "un montant"),
    "number": (int, "un nombre entier"),
    "rate": (Decimal, "un taux"),
    "text": (str, "un texte"),
    "table": (tuple, "des lignes"),
}


def _checked(spec: ClauseSpec) -> Value:
    nature, named = NATURE[spec.kind.carries]
    if not isinstance(spec.value, nature) or spec.value in ("", ()):
        raise WrongValue(f"La clause «\u00a0{spec.kind.label}\u00a0» porte {named}.")
    return spec.value


def put_in_force(
    convention: Convention, avenant: Avenant | None, on: dt.date | None, at: dt.datetime
) -> None:
    written = (convention.clauses, convention.obligations)
    if on is None and any(rows.filter(avenant=avenant).exists() for rows in written):
        raise SignatureUnknown(
            "Indiquez le jour d’effet\u00a0: celui de la signature est inconnu.",
            field="effective_on",
        )
    for rows in written:
        rows.filter(avenant=avenant).update(effective_on=on, recorded_at=at)
