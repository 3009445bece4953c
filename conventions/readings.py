"""Figures and facts computed from rows; nothing is written."""

from typing import Any

from django.db.models import QuerySet

from accounts.models import Organisation
from conventions.models import Convention, Party, PlanItem, Subsidy


def _funders(authority: Organisation) -> QuerySet[Any]:
    return Convention.objects.filter(programme__authority=authority).values("funder")


def _parties(authority: Organisation) -> QuerySet[Any]:
    return Party.objects.filter(convention__programme__authority=authority).values("organisation")


def _contributors(authority: Organisation) -> QuerySet[Any]:
    items = PlanItem.objects.filter(plan__programme__authority=authority, funder__isnull=False)
    return items.values("funder")


def _subsidised(authority: Organisation) -> QuerySet[Any]:
    return Subsidy.objects.filter(programme__authority=authority).values("beneficiary")


ORGANISATIONS = [_funders, _parties, _contributors, _subsidised]
