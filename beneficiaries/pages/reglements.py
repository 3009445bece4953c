"""What the list of versions of the règlement and the page of a version show."""

import datetime as dt
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from accounts.enums import Permission
from accounts.models import User
from beneficiaries.models import Category, Decision, ReglementVersion
from beneficiaries.querysets import ReglementVersionQuerySet
from beneficiaries.readings.version_differences import difference
from beneficiaries.tables import ReglementTable


def reglements_page(
    versions: ReglementVersionQuerySet, user: User, *, on: dt.date
) -> dict[str, Any]:
    """The versions, each with its number of categories and of decisions, and the one in force."""
    rows = versions.annotate(publics=_number(Category), judged=_number(Decision))
    return {
        "table": ReglementTable(rows.select_related("deliberation").order_by("-starts_on")),
        "current": versions.in_force_on(on).first(),
        "today": on,
        "can_write": user.can(Permission.REGLEMENT_WRITE),
    }


def _number(model: type[Category | Decision]) -> Coalesce:
    """How many rows of a model a version has, counted apart: joined, they would multiply."""
    own = model.objects.filter(version=OuterRef("pk")).order_by().values("version")
    return Coalesce(Subquery(own.annotate(n=Count("pk")).values("n")), 0)


def reglement_page(
    version: ReglementVersion, versions: ReglementVersionQuerySet, user: User, *, on: dt.date
) -> dict[str, Any]:
    """A version with its categories and what it changes; edited only while it judged nothing."""
    judged = version.decisions.count()
    can_write = user.can(Permission.REGLEMENT_WRITE)
    return {
        "version": version,
        "categories": version.categories.order_by("position", "pk"),
        "difference": difference(version),
        "is_current": versions.in_force_on(on).filter(pk=version.pk).exists(),
        "today": on,
        "judged": judged,
        "can_write": can_write,
        "can_edit": can_write and not judged,
    }
