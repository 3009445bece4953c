"""The publics of a version: whom it admits, and the passes that it grants."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict, Unpack

from django.db import transaction

from audit import journal
from audit.actors import Actor
from beneficiaries import rules
from beneficiaries.models import Category, ReglementVersion
from common.errors import Refusal
from common.formats import NBSP

OF_PUBLIC = (
    "code",
    "label",
    "min_age",
    "max_age",
    "statuses",
    "proof",
    "is_far_from_employment",
    "passes_granted",
    "passes_granted_alone",
    "ceiling",
    "period_months",
)


class VersionInUse(Refusal):
    """Decisions stand on this version: it must stay as they read it."""

    code = "version_in_use"


class NoPublic(Refusal):
    """A version without a public would refuse everyone."""

    code = "no_public"


class PublicTwice(Refusal):
    """Two publics of a version have the same short name."""

    code = "public_twice"


class PublicRefused(Refusal):
    """A public admits nobody, or grants more than its ceiling."""

    code = "public_refused"


class PublicTerms(TypedDict):
    """`ceiling` counts passes over `period_months`; `statuses` empty admits all of them."""

    code: str
    label: str
    passes_granted: int
    ceiling: int
    passes_granted_alone: NotRequired[int | None]
    period_months: NotRequired[int]
    min_age: NotRequired[int | None]
    max_age: NotRequired[int | None]
    statuses: NotRequired[list[str]]
    proof: NotRequired[str]
    is_far_from_employment: NotRequired[bool]


class CategoryTerms(PublicTerms):
    position: int


@transaction.atomic
def record_category(
    version: ReglementVersion, *, by: Actor, at: dt.datetime, **terms: Unpack[CategoryTerms]
) -> Category:
    """Add a public to a version that judged nothing yet."""
    version = unjudged(version)
    category = _add(version, **terms)
    journal.record("category.recorded", category, by=by, at=at, programme_id=version.programme_id)
    return category


def replace(version: ReglementVersion, publics: Sequence[PublicTerms]) -> None:
    """Write the publics of a version anew, in their order."""
    version.categories.all().delete()
    for position, terms in enumerate(publics, 1):
        _add(version, position=position, **terms)


def check(publics: Sequence[PublicTerms]) -> None:
    """Refuse a version that admits nobody, or that names two publics alike."""
    if not publics:
        raise NoPublic("Ajoutez au moins un public. Sans public, toute demande serait refusée.")
    codes = [public["code"] for public in publics]
    for twice in (code for code in codes if codes.count(code) > 1):
        raise PublicTwice(
            f"Deux publics ont le nom court «{NBSP}{twice}{NBSP}». Donnez-en un autre à l’un d’eux."
        )


def unjudged(version: ReglementVersion) -> ReglementVersion:
    """The version, held until the end of the transaction; refused once decisions stand on it."""
    version = ReglementVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if version.decisions.exists():
        raise VersionInUse(
            f"Des décisions s’appuient sur «{NBSP}{version}{NBSP}»{NBSP}: "
            "elle ne change plus. Saisissez une nouvelle version."
        )
    return version


def state(version: ReglementVersion) -> list[dict[str, Any]]:
    """What its publics say, as the journal keeps it."""
    ordered = version.categories.order_by("position", "pk")
    return [{name: getattr(public, name) for name in OF_PUBLIC} for public in ordered]


def _add(version: ReglementVersion, **terms: Unpack[CategoryTerms]) -> Category:
    category = Category(version=version, **terms)
    for field, sentence in rules.faults_of_public(category.rule):
        told = f"{category.label}{NBSP}: {rules.inside(sentence)}"
        raise PublicRefused(told, field=field)
    category.full_clean()
    category.save()
    return category
