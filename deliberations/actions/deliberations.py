"""Record and correct deliberations, and tie them to earlier ones."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict, Unpack

from django.db import transaction

from audit import journal
from audit.actors import Author
from common.errors import AlreadyRecorded, ChangedMeanwhile, Refusal
from common.formats import day
from common.past_days import check_day
from common.saving import check_and_save, lock
from deliberations.enums import OpinionResult, VisaOrigin, Vote
from deliberations.models import Deliberation, Opinion, Visa, VotingGroup
from programmes.models import Programme

# Visas of the text have positions from 1, in its order; those tied by staff come after this one.
MAX_TEXT_POSITION = 1000
VOTES = ("votes_for", "votes_against", "abstentions")
ATTENDANCE = ("present", "proxies", "excused", "absent", "not_voting")
SIGNATORY = ("signed_by", "signed_as")
PUBLICITY = ("published_on", "transmitted_on", "act_reference")
# What a text may give, and may be known later.
STATED = ("report_number", *VOTES, *ATTENDANCE, *SIGNATORY, *PUBLICITY, "source")
FACTS = ("number", "assembly", "session_on", "subject", *STATED)
TEXTS = ("decision", "visas", "opinions", "groups")


class VotesIncomplete(Refusal):
    """One or two of the three counts of votes are missing."""


class CitesLater(Refusal):
    """A deliberation cites one of a later session."""


class CitesItself(Refusal):
    """A deliberation cites itself."""


class AnotherProgramme(Refusal):
    """A deliberation cites one of another programme."""


class AlreadyTied(Refusal):
    """The two deliberations are already tied, by a visa or by staff."""


class NotTied(Refusal):
    """The visa to remove is one of the text, or was removed before."""


class VisaEmpty(Refusal):
    """A visa of the text has no words, and does not go on with the one before it."""


class SessionDayInUse(Refusal):
    """The day of the session cannot change: a text or a calendar depends on it."""


@dataclass(frozen=True, slots=True)
class VisaSpec:
    """A visa, in the words of the text; `cites` is the deliberation cited, if it is recorded.

    Without words, it is one more deliberation that the visa before it cites.
    """

    text: str = ""
    cites: Deliberation | None = None


@dataclass(frozen=True, slots=True)
class OpinionSpec:
    """The opinion of a committee on the report, and its day if known."""

    committee: str
    given_on: dt.date | None = None
    result: OpinionResult = OpinionResult.UNKNOWN


@dataclass(frozen=True, slots=True)
class GroupSpec:
    """A group of the assembly, as the text names it, and how it voted."""

    name: str
    vote: Vote


class DeliberationFacts(TypedDict):
    number: str
    assembly: str
    session_on: dt.date
    subject: str
    decision: NotRequired[str]
    votes_for: NotRequired[int | None]
    votes_against: NotRequired[int | None]
    abstentions: NotRequired[int | None]
    report_number: NotRequired[str]
    present: NotRequired[int | None]
    proxies: NotRequired[int | None]
    excused: NotRequired[int | None]
    absent: NotRequired[int | None]
    not_voting: NotRequired[int | None]
    signed_by: NotRequired[str]
    signed_as: NotRequired[str]
    published_on: NotRequired[dt.date | None]
    transmitted_on: NotRequired[dt.date | None]
    act_reference: NotRequired[str]
    source: NotRequired[str]


@transaction.atomic
def record(
    programme: Programme,
    *,
    visas: Sequence[VisaSpec] = (),
    opinions: Sequence[OpinionSpec] = (),
    groups: Sequence[GroupSpec] = (),
    by: Author,
    **facts: Unpack[DeliberationFacts],
) -> Deliberation:
    """Record a deliberation; its three counts of votes are all known, or all unknown."""
    lock(programme, no_key=True)
    deliberation = Deliberation(programme=programme, **facts)
    _check_facts(deliberation, by.at)
    check_and_save(deliberation)
    _write_visas(deliberation, visas)
    _write_opinions(deliberation, opinions, by.at)
    _write_groups(deliberation, groups)
    journal.record("deliberation.recorded", deliberation, by=by)
    return deliberation


@transaction.atomic
def edit(
    deliberation: Deliberation,
    *,
    visas: Sequence[VisaSpec] | None = None,
    opinions: Sequence[OpinionSpec] | None = None,
    groups: Sequence[GroupSpec] | None = None,
    read_version: str = "",
    by: Author,
    **changes: Any,
) -> Deliberation:
    """Correct a deliberation; the journal keeps the values before and after.

    `changes` are some of `DeliberationFacts`. `visas`, `opinions` and `groups` replace those of the
    text; None leaves them. `read_version` is the `version` that the user read: a later change by
    somebody else is refused, not overwritten.
    """
    lock(deliberation.programme, no_key=True)
    deliberation = lock(deliberation)
    before = _entered_values(deliberation)
    if read_version and read_version != _fingerprint(before):
        raise ChangedMeanwhile(
            "Quelqu’un d’autre a modifié cette délibération entre-temps. "
            "Rien n’est enregistré\u00a0: comparez votre saisie avec la page à jour."
        )
    if visas is not None:
        deliberation.visas.filter(origin=VisaOrigin.TEXT).delete()
    for name, value in changes.items():
        setattr(deliberation, name, value)
    _check_facts(deliberation, by.at)
    _check_session_day(deliberation, before["session_on"])
    check_and_save(deliberation)
    _write_visas(deliberation, visas or ())
    if opinions is not None:
        deliberation.opinions.all().delete()
        _write_opinions(deliberation, opinions, by.at)
    if groups is not None:
        deliberation.groups.all().delete()
        _write_groups(deliberation, groups)
    _record_changes(deliberation, before, by=by)
    return deliberation


@transaction.atomic
def tie(deliberation: Deliberation, cites: Deliberation, *, text: str = "", by: Author) -> Visa:
    """Tie a deliberation to an earlier one that its text does not cite; `text` is the reason."""
    deliberation = lock(deliberation)
    _check_cites(deliberation, [cites], field="cites")
    found = deliberation.visas.filter(cites=cites).order_by("origin").first()
    if found is not None:
        how = "déjà rattachée à" if found.origin == VisaOrigin.STAFF else "déjà visée par"
        sentence = f"La délibération n°\u00a0{cites.number} est {how} celle-ci."
        raise AlreadyTied(sentence, field="cites")
    last = deliberation.visas.order_by("-position").values_list("position", flat=True).first()
    position = max(MAX_TEXT_POSITION, last or 0) + 1
    visa = Visa(deliberation=deliberation, position=position, origin=VisaOrigin.STAFF)
    visa.cites, visa.text = cites, text.strip()
    check_and_save(visa)
    journal.record("deliberation.tied", deliberation, by=by, cites=cites.number)
    return visa


@transaction.atomic
def untie(visa: Visa, *, by: Author) -> None:
    """Remove a tie made by staff; a visa of the text is corrected with `edit`."""
    deliberation = lock(visa.deliberation)
    found = deliberation.visas.filter(pk=visa.pk, origin=VisaOrigin.STAFF).first()
    if found is None or found.cites is None:
        raise NotTied("Ce rattachement n’existe plus\u00a0: rien n’est modifié.")
    found.delete()
    journal.record("deliberation.untied", deliberation, by=by, cites=found.cites.number)


def find(
    programme: Programme, number: str, assembly: str, session_on: dt.date
) -> Deliberation | None:
    """The one of this number, voted that day by this assembly, in capitals or not."""
    rows = programme.deliberations.filter(number=number, session_on=session_on)
    return rows.filter(assembly__iexact=assembly).first()


def version(deliberation: Deliberation) -> str:
    """A fingerprint of the entered values of a deliberation."""
    return _fingerprint(_entered_values(deliberation))


def _check_facts(deliberation: Deliberation, at: dt.datetime) -> None:
    """Refuse a day, a number or votes that cannot be."""
    programme, session_on = deliberation.programme, deliberation.session_on
    check_day("La séance", session_on, at, field="session_on", years=programme.years)
    same = find(programme, deliberation.number, deliberation.assembly, session_on)
    if same not in (None, deliberation):
        raise AlreadyRecorded(
            f"La délibération {deliberation.in_full} est déjà enregistrée.", field="number"
        )
    missing = [name for name in VOTES if getattr(deliberation, name) is None]
    if missing and len(missing) < len(VOTES):
        raise VotesIncomplete(
            "Indiquez les trois nombres de voix (pour, contre, abstentions), ou aucun.",
            field=missing[0],
        )
    _check_publicity(deliberation, at)


def _check_publicity(deliberation: Deliberation, at: dt.datetime) -> None:
    """Refuse a publication or a transmission before the session, or to come."""
    years, after = deliberation.programme.years, {"la séance": deliberation.session_on}
    published, transmitted = deliberation.published_on, deliberation.transmitted_on
    if published:
        what = "La publication"
        check_day(what, published, at, field="published_on", years=years, after=after)
    if transmitted:
        what = "La transmission"
        check_day(what, transmitted, at, field="transmitted_on", years=years, after=after)


def _check_session_day(deliberation: Deliberation, was: dt.date) -> None:
    """Refuse a new day if a calendar is in force since the former one, or if citations break."""
    if deliberation.session_on == was:
        return
    if deliberation.calendars.filter(in_force_on=was).exists():
        raise SessionDayInUse(
            f"Un calendrier est en vigueur depuis cette séance du {day(was)}. "
            "Le jour ne change pas.",
            field="session_on",
        )
    visas = deliberation.visas.select_related("cites").order_by("position")
    _check_cites(deliberation, [visa.cites for visa in visas if visa.cites], field="session_on")
    for visa in deliberation.cited_by.select_related("deliberation").order_by("pk"):
        _check_cites(visa.deliberation, [deliberation], field="session_on")


def _check_cites(
    deliberation: Deliberation, cited: Iterable[Deliberation], *, field: str = "visas"
) -> None:
    for each in cited:
        if each.pk == deliberation.pk:
            raise CitesItself("Une délibération ne se vise pas elle-même.", field=field)
        if each.programme_id != deliberation.programme_id:
            raise AnotherProgramme(
                f"La délibération n°\u00a0{each.number} est d’un autre programme.", field=field
            )
        if each.session_on > deliberation.session_on:
            raise CitesLater(
                f"La délibération n°\u00a0{deliberation.number} "
                f"({day(deliberation.session_on)}) ne peut pas viser "
                f"celle n°\u00a0{each.number}, votée plus tard ({day(each.session_on)}).",
                field=field,
            )


def _write_visas(deliberation: Deliberation, visas: Sequence[VisaSpec]) -> None:
    _check_cites(deliberation, [spec.cites for spec in visas if spec.cites])
    for before, spec in zip((None, *visas), visas, strict=False):
        if not spec.text.strip() and (before is None or spec.cites is None):
            raise VisaEmpty("Écrivez le texte de chaque visa.", field="visas")
    for position, spec in enumerate(visas, 1):
        visa = Visa(deliberation=deliberation, position=position, origin=VisaOrigin.TEXT)
        visa.cites, visa.text = spec.cites, spec.text.strip()
        check_and_save(visa)


def _write_opinions(
    deliberation: Deliberation, opinions: Sequence[OpinionSpec], at: dt.datetime
) -> None:
    years, before = deliberation.programme.years, {"la séance": deliberation.session_on}
    for position, spec in enumerate(opinions, 1):
        if spec.given_on:
            what = f"L’avis de la commission «\u00a0{spec.committee}\u00a0»"
            check_day(what, spec.given_on, at, field="opinions", years=years, before=before)
        opinion = Opinion(deliberation=deliberation, position=position, given_on=spec.given_on)
        opinion.committee, opinion.result = spec.committee.strip(), spec.result
        check_and_save(opinion)


def _write_groups(deliberation: Deliberation, groups: Sequence[GroupSpec]) -> None:
    for position, spec in enumerate(groups, 1):
        group = VotingGroup(deliberation=deliberation, position=position)
        group.name, group.vote = spec.name.strip(), spec.vote
        check_and_save(group)


def _entered_values(deliberation: Deliberation) -> dict[str, Any]:
    """The entered values of a deliberation, without the ties made by staff."""
    text = deliberation.visas.filter(origin=VisaOrigin.TEXT).order_by("position")
    opinions = deliberation.opinions.order_by("position")
    return {
        **{name: getattr(deliberation, name) for name in (*FACTS, "decision")},
        "visas": list(text.values_list("text", "cites")),
        "opinions": list(opinions.values_list("committee", "given_on", "result")),
        "groups": list(deliberation.groups.order_by("position").values_list("name", "vote")),
    }


def _fingerprint(state: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(state, default=str, sort_keys=True).encode()).hexdigest()


def _record_changes(deliberation: Deliberation, before: dict[str, Any], *, by: Author) -> None:
    after = _entered_values(deliberation)
    changed = [name for name in FACTS if before[name] != after[name]]
    texts = [name for name in TEXTS if before[name] != after[name]]
    if not changed and not texts:
        return
    was, now = ({name: _as_text(one[name]) for name in changed} for one in (before, after))
    journal.record("deliberation.edited", deliberation, by=by, was=was, now=now, texts=texts)


def _as_text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
