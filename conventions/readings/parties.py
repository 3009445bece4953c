"""The parties to a convention, and the organisations that an authority knows through them."""

from typing import Any

from django.db.models import QuerySet

from accounts.models import Organisation
from conventions.enums import PartyQuality
from conventions.models import Avenant, Convention, Party
from conventions.rules.as_of import Situation


def funders_of(authority: Organisation) -> QuerySet[Any]:
    """The organisations that fund a convention of an authority."""
    return Convention.objects.filter(programme__authority=authority).values("funder")


def party_organisations_of(authority: Organisation) -> QuerySet[Any]:
    """The organisations that are party to a text of an authority."""
    return Party.objects.filter(convention__programme__authority=authority).values("organisation")


def parties_at(convention: Convention, situation: Situation) -> list[Party]:
    """The parties in a situation; without any, `default_parties`."""
    recorded = Party.recorded.filter(convention=convention)
    rows = recorded.as_of(situation.on, known_at=situation.known_at)
    return list(rows) or default_parties(convention)


def parties_of(avenant: Avenant) -> QuerySet[Party]:
    """The parties that an avenant lists, in their order."""
    return avenant.parties.select_related("organisation").order_by("position")


def default_parties(convention: Convention) -> list[Party]:
    """The funder and the authority, shown while no text lists its parties; they are not saved."""
    return [
        Party(organisation=convention.funder, quality=convention.funder_quality),
        Party(organisation=convention.programme.authority, quality=PartyQuality.HOLDER),
    ]
