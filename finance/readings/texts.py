"""The conventions of a programme, their clauses, posts and keys, asked once for all accounts."""

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast, JSONObject

from budget.enums import Side
from conventions.enums import ClauseKind, ConventionState
from conventions.models import Avenant, Clause, Convention
from conventions.readings.texts import ClausesByKind, in_force_among
from finance.models import FundingKey
from financing.enums import Perimeter
from financing.models import PlanItem
from programmes.models import Programme

KEY = JSONObject(
    order="lot__order__number",
    lot="lot__code",
    first="first_carnet",
    last="last_carnet",
    basis="basis",
    territory="lot__territory",
    valid_until="lot__order__valid_until",
    programme="programme__territory",
    is_followed=Exists(
        FundingKey.objects.filter(
            programme=OuterRef("programme"),
            basis=OuterRef("basis"),
            rank__gt=OuterRef("rank"),
            first_carnet__lte=OuterRef("last_carnet"),
            last_carnet__gte=OuterRef("first_carnet"),
        )
    ),
)


class Texts:
    """What each convention of a programme says on any day, as known now.

    What a page reads `beside` each convention comes with it.
    """

    def __init__(self, programme: Programme, **beside: ArraySubquery) -> None:
        self.programme, self.beside = programme, beside

    @cached_property
    def standing(self) -> list[Convention]:
        """The conventions that are no longer drafts."""
        found = Convention.objects.filter(programme=self.programme)
        related = found.select_related("funder", "deliberation", "cited_by")
        related = related.annotate(posts=ArraySubquery(_posts()), **self.beside)
        rows = list(related.exclude(state=ConventionState.DRAFT).order_by("pk"))
        for row in rows:
            row.programme = self.programme
        return rows

    @cached_property
    def avenants(self) -> list[Avenant]:
        """The avenants of its conventions, with their deliberation."""
        found = Avenant.objects.filter(convention__programme=self.programme)
        return list(found.select_related("convention", "deliberation").order_by("pk"))

    def clauses_of(self, convention: Convention) -> list[Clause]:
        """Every clause held, with its avenant, in the order of entry."""
        return self._clauses[convention.pk]

    def in_force(self, convention: Convention, day: dt.date) -> ClausesByKind:
        """What `Convention.clauses_in_force` answers, without asking again."""
        return in_force_among(self.clauses_of(convention), day)

    def on(self, convention: Convention, day: dt.date) -> ClausesByKind:
        """The clauses in force on a day; before the signature, those of the text that was voted."""
        if convention.state != ConventionState.VOTED:
            return self.in_force(convention, day)
        voted = (one for one in self.clauses_of(convention) if one.avenant_id is None)
        return {ClauseKind(one.kind): one for one in voted}

    def posts_of(self, convention: Convention) -> list[PlanItem]:
        """The posts of the plans of its whole operation, in their order: what they are and their
        amount, read with it.
        """
        read = next(one for one in self.standing if one.pk == convention.pk).posts  # type: ignore[attr-defined]
        return [PlanItem(**row | {"amount": Decimal(row["amount"])}) for row in read]

    @cached_property
    def keys(self) -> list[Any]:
        """The funding keys, by their first carnet, each with its `KEY` as `row`."""
        found = FundingKey.objects.filter(programme=self.programme).annotate(row=KEY)
        return list(found.order_by("first_carnet", "basis", "rank"))

    @cached_property
    def _clauses(self) -> defaultdict[int, list[Clause]]:
        found = defaultdict[int, list[Clause]](list)
        by_key = {one.pk: one for one in self.standing}
        rows = Clause.objects.filter(convention__in=by_key).select_related("avenant")
        for one in rows.order_by("pk"):
            one.convention = by_key[one.convention_id]
            found[one.convention_id].append(one)
        return found


def _posts() -> QuerySet[PlanItem, Any]:
    """Those of a convention as JSON, which keeps an amount exactly as text alone."""
    found = counted_posts().filter(plan__convention=OuterRef("pk"))
    exact = Cast("amount", TextField())
    row = JSONObject(id="pk", label="label", pays_passes="pays_passes", amount=exact)
    return found.order_by("plan__code", "position").values(row=row)


def counted_posts() -> QuerySet[PlanItem]:
    """The posts whose expenses the conventions of their plans count: the charges of an operation.
    The plan of a line shows a part of them again.
    """
    return PlanItem.objects.filter(side=Side.CHARGE, plan__perimeter=Perimeter.OPERATION)
