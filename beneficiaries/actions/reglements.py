"""The rules of attribution: versions, their publics, and the days that each judges."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict, Unpack

from django.db import IntegrityError, transaction

from audit import journal
from audit.actors import Actor
from beneficiaries.actions import publics
from beneficiaries.models import Decision, ReglementVersion
from common.errors import Refusal
from common.formats import NBSP, count, day, period
from common.saving import check_and_save
from conventions.models import Deliberation, Programme

ONE_DAY = dt.timedelta(1)
FACTS = ("code", "title", "starts_on", "ends_on", "note")


class EndBeforeStart(Refusal):
    """A version would end before it starts."""

    code = "end_before_start"


class CodeTaken(Refusal):
    """Another version of the programme has this short name."""

    code = "code_taken"


class DaysTaken(Refusal):
    """Another version begins inside the days of this one."""

    code = "days_taken"


class FormerGoesOn(Refusal):
    """The version before must end on `last_on`, the eve, and nobody confirmed it."""

    code = "former_goes_on"

    def __init__(self, sentence: str, *, former: ReglementVersion, last_on: dt.date) -> None:
        super().__init__(sentence, field="former_ends_on")
        self.former = former
        self.last_on = last_on


class AlreadyJudged(Refusal):
    """Requests filed since the first day were judged by the version before."""

    code = "already_judged"


class ChangedMeanwhile(Refusal):
    """Somebody else added a version at the same time."""

    code = "changed_meanwhile"


class VersionTerms(TypedDict):
    code: str
    title: str
    starts_on: dt.date
    ends_on: NotRequired[dt.date | None]
    deliberation: NotRequired[Deliberation | None]
    note: NotRequired[str]


@transaction.atomic
def record_version(
    programme: Programme, *, by: Actor, at: dt.datetime, **terms: Unpack[VersionTerms]
) -> ReglementVersion:
    """Add a version of the rules, for requests filed from a day; two never share a day."""
    _check_days(terms["starts_on"], terms.get("ends_on"))
    version = ReglementVersion(programme=programme, **terms)
    version.full_clean()
    try:
        with transaction.atomic():
            version.save()
    except IntegrityError:
        raise ChangedMeanwhile(
            "Quelqu’un d’autre vient d’enregistrer une version du règlement. "
            f"Rien n’est enregistré{NBSP}: comparez votre saisie avec la page à jour."
        ) from None
    journal.record("reglement.recorded", version, by=by, at=at, programme_id=programme.pk)
    return version


@transaction.atomic
def add_version(
    programme: Programme,
    *,
    categories: Sequence[publics.PublicTerms],
    former_ends_on: dt.date | None = None,
    by: Actor,
    at: dt.datetime,
    **terms: Unpack[VersionTerms],
) -> ReglementVersion:
    """Add a version with its publics, in their order.

    The version that covers its first day ends the day before, once that day is confirmed as
    `former_ends_on`; never if it judged a request filed later.
    """
    _hold(programme)
    version = ReglementVersion(programme=programme, **terms)
    _check(version, categories)
    former = _former(version)
    if former is not None:
        _end(former, version, former_ends_on, by=by, at=at)
    recorded = record_version(programme, by=by, at=at, **terms)
    for position, public in enumerate(categories, 1):
        publics.record_category(recorded, position=position, by=by, at=at, **public)
    return recorded


@transaction.atomic
def edit_version(
    version: ReglementVersion,
    *,
    categories: Sequence[publics.PublicTerms],
    former_ends_on: dt.date | None = None,
    by: Actor,
    at: dt.datetime,
    **terms: Unpack[VersionTerms],
) -> ReglementVersion:
    """Correct a version that judged nothing yet; the journal keeps what was and what is.

    The version that ended the day before follows its first day.
    """
    _hold(version.programme)
    version = publics.unjudged(version)
    before, eve = _state(version), ReglementVersion.objects.until_eve_of(version).first()
    for name, value in terms.items():
        setattr(version, name, value)
    _check(version, categories)
    former, last_on = _former(version) or eve, version.starts_on - ONE_DAY
    grows = former is not None and former.ends_on is not None and former.ends_on < last_on
    if former is not None and not grows:
        _end(former, version, former_ends_on, by=by, at=at)
    check_and_save(version)
    if former is not None and grows:
        _end(former, version, former_ends_on, by=by, at=at)
    publics.replace(version, categories)
    _record_changes(version, before, by=by, at=at)
    return version


@transaction.atomic
def remove_version(
    version: ReglementVersion, *, extends_former: bool = False, by: Actor, at: dt.datetime
) -> None:
    """Take back a version that judged nothing yet; the journal keeps what it said.

    `extends_former` gives its days to the version that ended the day before.
    """
    _hold(version.programme)
    version = publics.unjudged(version)
    former = ReglementVersion.objects.until_eve_of(version).first()
    _tell(version, "reglement.removed", by=by, at=at, was=_state(version))
    version.categories.all().delete()
    version.delete()
    if extends_former and former is not None:
        _move_end(former, version.ends_on, by=by, at=at)


def _hold(programme: Programme) -> None:
    """One change at a time in the versions of a programme; decisions under way end first."""
    Programme.objects.select_for_update(of=("self",), no_key=True).get(pk=programme.pk)
    list(programme.reglements.select_for_update(of=("self",)).order_by("pk"))


def _check_days(starts_on: dt.date, ends_on: dt.date | None) -> None:
    if ends_on is not None and ends_on < starts_on:
        raise EndBeforeStart("La fin doit suivre le début.", field="ends_on")


def _check(version: ReglementVersion, categories: Sequence[publics.PublicTerms]) -> None:
    """Its days, its short names, and that it admits someone."""
    _check_days(version.starts_on, version.ends_on)
    others = ReglementVersion.objects.filter(programme=version.programme_id).exclude(pk=version.pk)
    _check_followers(version, others.filter(starts_on__gte=version.starts_on))
    if others.filter(code=version.code).exists():
        raise CodeTaken(
            f"Une autre version a le nom court «{NBSP}{version.code}{NBSP}». Choisissez-en un.",
            field="code",
        )
    publics.check(categories)


def _check_followers(version: ReglementVersion, later: Any) -> None:
    """The next version, if there is one, begins after this one ends."""
    follower = later.order_by("starts_on").first()
    if follower is None or (version.ends_on and version.ends_on < follower.starts_on):
        return
    said = f"«{NBSP}{follower}{NBSP}» juge déjà les demandes déposées "
    said += period(follower.starts_on, follower.ends_on)
    if follower.starts_on == version.starts_on:
        raise DaysTaken(f"{said}. Corrigez-la, ou choisissez un autre jour.", field="starts_on")
    last_on = day(follower.starts_on - ONE_DAY)
    raise DaysTaken(f"{said}. Indiquez le {last_on} au plus tard.", field="ends_on")


def _former(version: ReglementVersion) -> ReglementVersion | None:
    """The version before, if it covers the first day of this one."""
    former = ReglementVersion.objects.before(version).exclude(pk=version.pk).first()
    if former is None or (former.ends_on and former.ends_on < version.starts_on):
        return None
    return former


def _end(
    former: ReglementVersion,
    version: ReglementVersion,
    confirmed: dt.date | None,
    *,
    by: Actor,
    at: dt.datetime,
) -> None:
    """End the version before on the eve, if nothing was judged by it after that day."""
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
            f"{_left_unjudged(former, version)}",
            former=former,
            last_on=last_on,
        )
    _move_end(former, last_on, by=by, at=at)


def _left_unjudged(former: ReglementVersion, version: ReglementVersion) -> str:
    """The days that the version before covered, after the end of this one."""
    if not version.ends_on or (former.ends_on and former.ends_on <= version.ends_on):
        return ""
    left = period(version.ends_on + ONE_DAY, former.ends_on)
    return f" Aucune version ne jugera plus les demandes déposées {left}."


def _move_end(
    version: ReglementVersion, ends_on: dt.date | None, *, by: Actor, at: dt.datetime
) -> None:
    was, version.ends_on = version.ends_on, ends_on
    check_and_save(version)
    _tell(version, "reglement.ended", by=by, at=at, was=_iso(was), now=_iso(ends_on))


def _state(version: ReglementVersion) -> dict[str, Any]:
    """What a version says, as the journal keeps it."""
    deliberation = version.deliberation
    return {
        **{name: _iso(getattr(version, name)) for name in FACTS},
        "deliberation": deliberation.number if deliberation else None,
        "publics": publics.state(version),
    }


def _iso(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _record_changes(
    version: ReglementVersion, before: dict[str, Any], *, by: Actor, at: dt.datetime
) -> None:
    after = _state(version)
    changed = [name for name in after if after[name] != before[name]]
    was, now = ({name: state[name] for name in changed} for state in (before, after))
    _tell(version, "reglement.edited", by=by, at=at, was=was, now=now)


def _tell(
    version: ReglementVersion, verb: str, *, by: Actor, at: dt.datetime, **details: Any
) -> None:
    programme_id = version.programme_id
    journal.record(verb, version, by=by, at=at, programme_id=programme_id, **details)
