"""Record, correct and remove the versions of a règlement, and move the end of the one before."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict, Unpack

from django.db import IntegrityError, transaction

from audit import journal
from audit.actors import Author
from beneficiaries.actions import categories
from beneficiaries.models import Decision, ReglementVersion
from common.errors import ChangedMeanwhile, EndBeforeStart, Refusal
from common.formats import NBSP, count, day, period
from common.saving import check, check_and_save, lock
from deliberations.models import Deliberation
from programmes.models import Programme

ONE_DAY = dt.timedelta(1)
FACTS = ("code", "title", "starts_on", "ends_on", "note")


class CodeTaken(Refusal):
    """Another version of the programme has this short name."""


class DaysTaken(Refusal):
    """Another version begins inside the days of this one."""


class FormerGoesOn(Refusal):
    """The version before continues: it must end on `last_on`, and the user has not confirmed it."""

    def __init__(self, sentence: str, *, former: ReglementVersion, last_on: dt.date) -> None:
        super().__init__(sentence, field="former_ends_on")
        self.former = former
        self.last_on = last_on


class AlreadyJudged(Refusal):
    """The version before already judged requests filed on days of the new version."""


class VersionTerms(TypedDict):
    code: str
    title: str
    starts_on: dt.date
    ends_on: NotRequired[dt.date | None]
    deliberation: NotRequired[Deliberation | None]
    note: NotRequired[str]


@transaction.atomic
def record(programme: Programme, *, by: Author, **terms: Unpack[VersionTerms]) -> ReglementVersion:
    """Add a version, without its categories. Two versions of a programme never share a day."""
    _check_days(terms["starts_on"], terms.get("ends_on"))
    version = ReglementVersion(programme=programme, **terms)
    check(version)
    try:
        with transaction.atomic():
            version.save()
    except IntegrityError:
        raise ChangedMeanwhile(
            "Quelqu’un d’autre vient d’enregistrer une version du règlement. "
            f"Rien n’est enregistré{NBSP}: comparez votre saisie avec la page à jour."
        ) from None
    journal.record("reglement.recorded", version, by=by)
    return version


@transaction.atomic
def add(
    programme: Programme,
    *,
    category_terms: Sequence[categories.CategoryTerms],
    former_ends_on: dt.date | None = None,
    by: Author,
    **terms: Unpack[VersionTerms],
) -> ReglementVersion:
    """Add a version with its categories, in their order.

    The version that covers its first day ends the day before, once that day is confirmed as
    `former_ends_on`; never if it judged a request filed later.
    """
    _lock_versions(programme)
    version = ReglementVersion(programme=programme, **terms)
    _check(version, category_terms)
    former = _former(version)
    if former is not None:
        _end_former(former, version, former_ends_on, by=by)
    recorded = record(programme, by=by, **terms)
    for position, one in enumerate(category_terms, 1):
        categories.record(recorded, position=position, by=by, **one)
    return recorded


@transaction.atomic
def edit(
    version: ReglementVersion,
    *,
    category_terms: Sequence[categories.CategoryTerms],
    former_ends_on: dt.date | None = None,
    by: Author,
    **terms: Unpack[VersionTerms],
) -> ReglementVersion:
    """Correct a version under which no decision was taken; the journal keeps both values.

    If the first day moves, the end of the version before moves with it.
    """
    _lock_versions(version.programme)
    version = categories.lock_undecided(version)
    before = _snapshot(version)
    ended_before = ReglementVersion.objects.ending_just_before(version).first()
    for name, value in terms.items():
        setattr(version, name, value)
    _check(version, category_terms)
    former, last_on = _former(version) or ended_before, version.starts_on - ONE_DAY
    is_extended = former is not None and former.ends_on is not None and former.ends_on < last_on
    if former is not None and not is_extended:
        _end_former(former, version, former_ends_on, by=by)
    check_and_save(version)
    if former is not None and is_extended:
        _end_former(former, version, former_ends_on, by=by)
    categories.replace_all(version, category_terms)
    _record_edited(version, before, by=by)
    return version


@transaction.atomic
def remove(version: ReglementVersion, *, extends_former: bool = False, by: Author) -> None:
    """Remove a version under which no decision was taken; the journal keeps its values.

    `extends_former` moves the end of the version before to the end of this one.
    """
    _lock_versions(version.programme)
    version = categories.lock_undecided(version)
    former = ReglementVersion.objects.ending_just_before(version).first()
    journal.record("reglement.removed", version, by=by, was=_snapshot(version))
    version.categories.all().delete()
    version.delete()
    if extends_former and former is not None:
        _move_end(former, version.ends_on, by=by)


def _lock_versions(programme: Programme) -> None:
    """Lock the versions of a programme: one change at a time, once running decisions are taken."""
    lock(programme, no_key=True)
    list(programme.reglements.select_for_update(of=("self",)).order_by("pk"))


def _check_days(starts_on: dt.date, ends_on: dt.date | None) -> None:
    if ends_on is not None and ends_on < starts_on:
        raise EndBeforeStart("La fin doit suivre le début.", field="ends_on")


def _check(version: ReglementVersion, terms: Sequence[categories.CategoryTerms]) -> None:
    """Refuse wrong days, a code already used, and wrong categories."""
    _check_days(version.starts_on, version.ends_on)
    others = ReglementVersion.objects.filter(programme=version.programme_id).exclude(pk=version.pk)
    _check_later_versions(version, others.filter(starts_on__gte=version.starts_on))
    if others.filter(code=version.code).exists():
        raise CodeTaken(
            f"Une autre version a le nom court «{NBSP}{version.code}{NBSP}». Choisissez-en un.",
            field="code",
        )
    categories.check(terms)


def _check_later_versions(version: ReglementVersion, later: Any) -> None:
    """Refuse a version that does not end before the next one begins."""
    following = later.order_by("starts_on").first()
    if following is None or (version.ends_on and version.ends_on < following.starts_on):
        return
    said = f"«{NBSP}{following}{NBSP}» juge déjà les demandes déposées "
    said += period(following.starts_on, following.ends_on)
    if following.starts_on == version.starts_on:
        raise DaysTaken(f"{said}. Corrigez-la, ou choisissez un autre jour.", field="starts_on")
    last_on = day(following.starts_on - ONE_DAY)
    raise DaysTaken(f"{said}. Indiquez le {last_on} au plus tard.", field="ends_on")


def _former(version: ReglementVersion) -> ReglementVersion | None:
    """The version that begins earlier and covers the first day of this one, if there is one."""
    former = ReglementVersion.objects.beginning_before(version).exclude(pk=version.pk).first()
    if former is None or (former.ends_on and former.ends_on < version.starts_on):
        return None
    return former


def _end_former(
    former: ReglementVersion, version: ReglementVersion, confirmed: dt.date | None, *, by: Author
) -> None:
    """End the version before on the day before this one begins.

    Refused if it judged requests filed later, or if that day is not `confirmed`.
    """
    last_on = version.starts_on - ONE_DAY
    if former.ends_on == last_on:
        return
    judged = Decision.objects.filter(version=former, request__filed_on__gt=last_on)
    latest = judged.order_by("-request__filed_on").values_list("request__filed_on", flat=True)
    if filed_on := latest.first():
        raise AlreadyJudged(
            f"«{NBSP}{former}{NBSP}» a déjà jugé {count(judged.count(), 'demande')} de ces jours"
            f"{NBSP}: la dernière est du {day(filed_on)}. Rien n’est enregistré. "
            f"Choisissez un premier jour à partir du {day(filed_on + ONE_DAY)}.",
            field="starts_on",
        )
    if confirmed != last_on:
        raise FormerGoesOn(
            f"Confirmez que «{NBSP}{former}{NBSP}» s’arrête le {day(last_on)}."
            f"{_uncovered_days_sentence(former, version)}",
            former=former,
            last_on=last_on,
        )
    _move_end(former, last_on, by=by)


def _uncovered_days_sentence(former: ReglementVersion, version: ReglementVersion) -> str:
    """Says which days no version would cover: those of the version before, after this one's end."""
    if not version.ends_on or (former.ends_on and former.ends_on <= version.ends_on):
        return ""
    left = period(version.ends_on + ONE_DAY, former.ends_on)
    return f" Aucune version ne jugera plus les demandes déposées {left}."


def _move_end(version: ReglementVersion, ends_on: dt.date | None, *, by: Author) -> None:
    was, version.ends_on = version.ends_on, ends_on
    check_and_save(version)
    journal.record("reglement.ended", version, by=by, was=_iso(was), now=_iso(ends_on))


def _snapshot(version: ReglementVersion) -> dict[str, Any]:
    """The values of a version and of its categories, for the journal."""
    deliberation = version.deliberation
    return {
        **{name: _iso(getattr(version, name)) for name in FACTS},
        "deliberation": deliberation.number if deliberation else None,
        "publics": categories.snapshot(version),
    }


def _iso(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _record_edited(version: ReglementVersion, before: dict[str, Any], *, by: Author) -> None:
    after = _snapshot(version)
    changed = [name for name in after if after[name] != before[name]]
    was, now = ({name: state[name] for name in changed} for state in (before, after))
    journal.record("reglement.edited", version, by=by, was=was, now=now)
