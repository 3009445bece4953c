"""Corrections of signed texts: what each changes in words, and a text as it was known before."""

import datetime as dt
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from audit.journal import told_since
from common import formats
from common.formats import NOT_STATED
from common.programme_file import written
from conventions.enums import ConventionState, ProofKind
from conventions.models import Avenant, Clause, Obligation, Party, Text
from conventions.readings.texts import (
    article_of,
    cadence_in_words,
    clause_in_words,
    convention_of_text,
    own_rows,
)
from corrections.enums import CorrectionState, CorrectionSubject
from corrections.models import FORMER, Correction

T = TypeVar("T", bound=Text)
UNSIGNED = "aucune signature"
WHEN = ("cadence", "due_on", "delay_months", "counted_from", "offset_days")
# What a text says of an obligation; the authority names who sees to it, and its member.
OBLIGATION_FIELDS = (
    "title",
    "nature",
    *WHEN,
    "is_under_union_law",
    "article",
    "note",
    "wording",
    "addressee",
    "send_to",
    "triggers",
    "requires",
    "more_on_demand",
    "asks_member",
    "met_by",
    "replaces",
)


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """A correction to show: what was entered (`before`) and what is right (`after`)."""

    correction: Correction
    before: str
    after: str

    @property
    def is_pending(self) -> bool:
        return self.correction.state == CorrectionState.PROPOSED


def effect_of(text: Text) -> dt.date | None:
    """The day of effect of a text: of what it holds, else that it states, else its signature."""
    for name in ("clauses", "obligations"):
        rows = own_rows(text, name).exclude(effective_on=None).order_by("pk")
        if (first := rows.first()) is not None:
            effect: dt.date = first.effective_on
            return effect
    return text.effective_on if isinstance(text, Avenant) else text.signed_on


def as_known(texts: Iterable[T], known_at: dt.datetime | None) -> list[T]:
    """Conventions, or avenants, as they were known at an instant: never saved.

    A signature corrected since is the one that was recorded then, and a day said since is unknown.
    """
    found = list(texts)
    if known_at is None or not found:
        return found
    kind = type(found[0])
    said_since = told_since(kind, f"{kind._meta.model_name}.day_said", known_at)  # noqa: SLF001
    of_them = Correction.objects.filter(convention__in=map(convention_of_text, found))
    former: dict[Text, Correction] = {}
    for one in of_them.select_related("convention", "avenant").signatures_after(known_at):
        former.setdefault(one.text, one)
    known = [_with_former_signature(text, former.get(text)) for text in found]
    return [_without_day(text) if text.pk in said_since else text for text in known]


def signings(text: T) -> list[T]:
    """A text as each of its signatures was recorded, in their order; the last is what it is now.

    The others were corrected at `unsigned_at`, for they never were. A day that was unknown, and is
    known since without a correction, is said from then on.
    """
    return [_with_first_days(one) for one in _signings(text)]


def first_signed(text: T) -> T:
    """A text as its first signature was recorded."""
    return signings(text)[0]


def signing_of(correction: Correction) -> Text:
    """The text that a correction is about, with the signature that was held true then."""
    *former, last = _signings(correction.text)
    at = correction.decided_at
    ends = ((one, one.unsigned_at) for one in former)
    return next((one for one, end in ends if at and end and at <= end), last)


def day_said(correction: Correction) -> dt.date | None:
    """The day that a correction gives to a signature, or that is known since."""
    signing = signing_of(correction)
    day = signing.signed_on
    for one in reversed(_corrected_days(signing)):
        is_known = one.signed_on or one.former_signed_on
        right, wrong = (one.signed_on, one.former_signed_on) if is_known else (day, day)
        if one == correction:
            return right
        day = wrong
    return correction.signed_on


def _signings(text: T) -> list[T]:
    """A text as each of its signatures was when it was said never to have been, then as it is."""
    now: Any = type(text).objects.get(pk=text.pk)
    subject, state = CorrectionSubject.NO_SIGNATURE, CorrectionState.APPROVED
    never = Correction.objects.of_text(now).filter(subject=subject, state=state)
    found = []
    for one in never.order_by("decided_at", "pk"):
        known = _with_former_signature(now, one)
        known.unsigned_at = one.decided_at
        found.append(known)
    return [*found, now]


def _with_first_days(text: T) -> T:
    """A signed text with the days of its signature and of its effect as they were recorded then."""
    known = copy(text)
    for one in reversed(_corrected_days(text)):
        if one.signed_on or one.former_signed_on:
            known.signed_on = one.former_signed_on
        if isinstance(known, Avenant):
            known.stated_effective_on = one.former_effective_on
    return known


def _corrected_days(text: Text) -> list[Correction]:
    rows = Correction.objects.since_signature(text)
    subject, state = CorrectionSubject.SIGNATURE_DAY, CorrectionState.APPROVED
    return list(rows.filter(subject=subject, state=state))


def corrections_of(text: Text) -> list[CorrectionView]:
    """The corrections of a text that are pending or approved, newest first."""
    rows = Correction.objects.of_text(text).pending_or_approved()
    people = rows.select_related(
        "convention", "avenant", "proposed_by", "decided_by", "clause", "obligation__replaces"
    )
    return [correction_view(one) for one in people]


def correction_view(correction: Correction) -> CorrectionView:
    """A correction in words; a pending one is compared with what is held now."""
    if correction.subject == CorrectionSubject.CLAUSE:
        said = _clauses_said(correction)
    elif correction.subject == CorrectionSubject.OBLIGATION:
        said = _obligations_said(correction)
    elif correction.subject == CorrectionSubject.PARTIES:
        said = _parties_said(correction)
    else:
        said = _signatures_said(correction)
    return CorrectionView(correction, *said)


def proposed_parties(correction: Correction) -> QuerySet[Party]:
    """The parties that a correction proposes, or wrote, in their order."""
    listed = correction.parties.through.objects.filter(correction=correction).values("party")
    return Party.recorded.filter(pk__in=listed).order_by("position")


def _without_day(text: T) -> T:
    """A text whose day of signature is not known yet."""
    known = copy(text)
    known.signed_on = None
    return known


def _with_former_signature(text: T, correction: Correction | None) -> T:
    if correction is None:
        return text
    known = copy(text)
    for name in FORMER:
        setattr(known, name, getattr(correction, f"former_{name}"))
    if isinstance(known, Avenant):
        known.stated_effective_on = correction.former_effective_on
    if known.state in (ConventionState.DRAFT, ConventionState.VOTED):
        known.state = ConventionState.SIGNED
    return known


def _former_rows(correction: Correction, model: Any) -> Any:
    """The rows that a correction ended; those that it would end while it is pending."""
    rows = model.recorded.filter(convention=correction.convention, avenant=correction.avenant)
    if correction.state == CorrectionState.APPROVED:
        return rows.filter(corrected_at=correction.decided_at)
    return model.objects.filter(pk__in=rows.values("pk"))


def _clauses_said(correction: Correction) -> tuple[str, str]:
    former = _former_rows(correction, Clause).filter(kind=correction.kind).first()
    return _clause_said(former), _clause_said(correction.clause)


def _clause_said(clause: Clause | None) -> str:
    if clause is None:
        return NOT_STATED
    return ", ".join(part for part in (clause_in_words(clause), article_of(clause)) if part)


def _obligations_said(correction: Correction) -> tuple[str, str]:
    rows, key = _former_rows(correction, Obligation), correction.corrected_obligation_id
    former = rows.filter(Q(pk=key) | Q(version_of=key)).select_related("replaces").first()
    right = correction.obligation
    others = [name for name in OBLIGATION_FIELDS if name not in ("title", *WHEN)]
    differing = [name for name in others if getattr(former, name, "") != getattr(right, name, "")]
    names = differing if former and right else []
    return _obligation_said(former, names), _obligation_said(right, names)


def _obligation_said(row: Obligation | None, names: list[str]) -> str:
    """The title of an obligation and when it is due, then these fields, which differ."""
    if row is None:
        return NOT_STATED
    said = [f"{row.title}, {cadence_in_words(row)}", *(_field_said(row, one) for one in names)]
    return "\u00a0; ".join(said)


def _field_said(row: Obligation, name: str) -> str:
    field: Any = row._meta.get_field(name)  # noqa: SLF001 - the documented meta API
    value = getattr(row, name)
    if name == "requires":
        value = [ProofKind(code) for code in value]
    elif field.choices:
        value = getattr(row, f"get_{name}_display")()
    return f"{field.verbose_name}\u00a0: {written(value)}"


def _parties_said(correction: Correction) -> tuple[str, str]:
    former = _former_rows(correction, Party).order_by("position")
    return _party_list(former), _party_list(proposed_parties(correction))


def _party_list(rows: Any) -> str:
    said = [
        ", ".join(part for part in (row.organisation.name, row.signatory) if part)
        for row in rows.select_related("organisation")
    ]
    return "\u00a0; ".join(said) or NOT_STATED


def _signatures_said(correction: Correction) -> tuple[str, str]:
    text = correction.text
    is_done = correction.state == CorrectionState.APPROVED
    signed_on = correction.former_signed_on if is_done else text.signed_on
    effect = correction.former_effective_on if is_done else effect_of(text)
    before = _signature_said(signed_on, effect)
    if correction.subject == CorrectionSubject.NO_SIGNATURE:
        return before, UNSIGNED
    return before, _signature_said(correction.signed_on, correction.effective_on)


def _signature_said(signed_on: dt.date | None, effect: dt.date | None) -> str:
    said = f"signé le {formats.day(signed_on)}" if signed_on else "jour de signature inconnu"
    if effect is None or effect == signed_on:
        return said
    return f"{said}, en vigueur le {formats.day(effect)}"
