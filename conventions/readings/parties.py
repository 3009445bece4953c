"""The parties to a convention, and the organisations that an authority knows through them."""

from typing import Any

from django.db.models import QuerySet

from accounts.models import Organisation
from conventions.enums import PartyQuality
from conventions.models import Convention, Party
from conventions.rules.as_of import Situation


def funders_of(authority: Organisation) -> QuerySet[Any]:
    """The organisations that fund a convention of an authority."""
    return Convention.objects.filter(programme__authority=authority).values("funder")


def party_organisations_of(authority: Organisation) -> QuerySet[Any]:
    """The organisations that are party to a text of an authority."""
    return Party.objects.filter(convention__programme__authority=authority).values("organisation")


def parties_at(convention: Convention, situation: Situation) -> list[dict[str, str]]:
    """The parties in a situation, as a page shows them; without any, `default_parties`."""
    rows = convention.parties.as_of(situation.on, known_at=situation.known_at)
    return [party_row(one) for one in rows] or default_parties(convention)


def party_row(party: Party) -> dict[str, str]:
    signs = ", ".join(part for part in (party.represented_by, party.represented_as) if part)
    return {
        "quality": PartyQuality(party.quality).label,
        "name": party.organisation.name,
        "siret": party.organisation.siret,
        "represented_by": signs,
    }


def default_parties(convention: Convention) -> list[dict[str, str]]:
    """The funder and the authority, shown while no text lists its parties."""
    authority, funder = convention.programme.authority, convention.funder
    return [
        {
            "quality": quality.label,
            "name": organisation.name,
            "siret": organisation.siret,
            "represented_by": "",
        }
        for quality, organisation in (
            (PartyQuality(convention.funder_quality), funder),
            (PartyQuality.HOLDER, authority),
        )
    ]
