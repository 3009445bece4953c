"""Record and replace the categories of a version: whom it admits, and the passes it grants."""

from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict, Unpack

from django.db import transaction

from audit import journal
from audit.actors import Author
from beneficiaries import rules
from beneficiaries.models import Category, ReglementVersion
from common.errors import Refusal
from common.formats import NBSP
from common.saving import check_and_save, lock


class VersionInUse(Refusal):
    """Decisions were taken under this version, so it no longer changes."""


class NoPublic(Refusal):
    """A version has no category: it would refuse everyone."""


class PublicTwice(Refusal):
    """Two categories of a version have the same code."""


class PublicRefused(Refusal):
    """A category admits nobody, or grants more than its ceiling."""


class CategoryTerms(TypedDict):
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
    is_sensitive: NotRequired[bool]
    names_establishment: NotRequired[bool]


@transaction.atomic
def record(
    version: ReglementVersion, *, position: int, by: Author, **terms: Unpack[CategoryTerms]
) -> Category:
    """Add a category to a version under which no decision was taken."""
    version = lock_undecided(version)
    category = _add(version, position, terms)
    journal.record("category.recorded", category, by=by, programme_id=version.programme_id)
    return category


def replace_all(version: ReglementVersion, terms: Sequence[CategoryTerms]) -> None:
    """Delete the categories of a version and add these ones, in their order."""
    version.categories.all().delete()
    for position, one in enumerate(terms, 1):
        _add(version, position, one)


def check(terms: Sequence[CategoryTerms]) -> None:
    """Refuse an empty list, and two categories with the same code."""
    if not terms:
        raise NoPublic("Ajoutez au moins un public. Sans public, toute demande serait refusée.")
    codes = [one["code"] for one in terms]
    for twice in (code for code in codes if codes.count(code) > 1):
        raise PublicTwice(
            f"Deux publics ont le nom court «{NBSP}{twice}{NBSP}». Donnez-en un autre à l’un d’eux."
        )


def lock_undecided(version: ReglementVersion) -> ReglementVersion:
    """Lock the version; refuse when decisions were taken under it."""
    version = lock(version)
    if version.decisions.exists():
        raise VersionInUse(
            f"Des décisions s’appuient sur «{NBSP}{version}{NBSP}»{NBSP}: "
            "elle ne change plus. Saisissez une nouvelle version."
        )
    return version


def snapshot(version: ReglementVersion) -> list[dict[str, Any]]:
    """The values of the categories of a version, for the journal."""
    ordered = version.categories.order_by("position", "pk")
    return list(ordered.values(*CategoryTerms.__annotations__))


def _add(version: ReglementVersion, position: int, terms: CategoryTerms) -> Category:
    category = Category(version=version, position=position, **terms)
    for field, sentence in rules.category_faults(category.rule):
        sentence_of_category = f"{category.label}{NBSP}: {rules.lower_first(sentence)}"
        raise PublicRefused(sentence_of_category, field=field)
    check_and_save(category)
    return category
