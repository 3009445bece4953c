"""Named questions about the stock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, F, Q, When

from accounts.enums import Permission, Role
from accounts.models import User
from distribution.enums import CarnetState, PassState

if TYPE_CHECKING:
    from distribution.models import (  # noqa: F401
        Carnet,
        Depot,
        HandOut,
        Order,
        Pass,
        StockLine,
    )


def _seen(user: User, *, authority: str, own: str) -> Q:
    """What a member sees: all for the authority's roles, their organisation's for others."""
    acting = user.acting
    if acting is None or not user.can(Permission.STOCK_READ):
        return Q(pk__in=[])
    if acting.role == Role.DISTRIBUTOR:
        return Q(**{own: acting.organisation_id})
    return Q(**{authority: acting.organisation_id})


class DepotQuerySet(models.QuerySet["Depot"]):
    def visible_to(self, user: User) -> DepotQuerySet:
        return self.filter(_seen(user, authority="programme__authority", own="organisation"))


class OrderQuerySet(models.QuerySet["Order"]):
    def visible_to(self, user: User) -> OrderQuerySet:
        return self.filter(
            _seen(user, authority="programme__authority", own="programme__authority")
        )


class CarnetQuerySet(models.QuerySet["Carnet"]):
    def visible_to(self, user: User) -> CarnetQuerySet:
        return self.filter(
            _seen(user, authority="lot__order__programme__authority", own="depot__organisation")
        )


class PassQuerySet(models.QuerySet["Pass"]):
    def with_state(self) -> PassQuerySet:
        """Annotates `current`: the state that counts, of the pass, its carnet or its lot."""
        return self.annotate(
            current=Case(
                When(~Q(state=PassState.FOLLOWS), then=F("state")),
                When(~Q(carnet__state=CarnetState.IN_STOCK), then=F("carnet__state")),
                default=F("carnet__lot__state"),
                output_field=models.CharField(),
            )
        )


class HandOutQuerySet(models.QuerySet["HandOut"]):
    def visible_to(self, user: User) -> HandOutQuerySet:
        acting = user.acting
        if acting is None or not user.can(Permission.PERSON_READ):
            return self.none()
        if acting.role == Role.DISTRIBUTOR:
            return self.filter(depot__organisation=acting.organisation_id)
        return self.filter(depot__programme__authority=acting.organisation_id)


class StockLineQuerySet(models.QuerySet["StockLine"]):
    def visible_to(self, user: User) -> StockLineQuerySet:
        return self.filter(
            _seen(user, authority="programme__authority", own="source__organisation")
            | _seen(user, authority="programme__authority", own="destination__organisation")
        )
