"""Who is party to a convention on a day."""

from typing import Any

from django.db.models import QuerySet

from accounts.models import Organisation
from conventions.enums import PartyQuality
from conventions.models import Convention, Party
from conventions.rules.as_of import AsOf


def _funders(authority: Organisation) -> QuerySet[Any]:
    return Convention.objects.filter(programme__authority=authority).values("funder")


def _parties(authority: Organisation) -> QuerySet[Any]:
    return Party.objects.filter(convention__programme__authority=authority).values("organisation")


ORGANISATIONS = [_funders, _parties]


def parties_at(convention: Convention, at: AsOf) -> list[dict[str, str]]:
    """Who the text binds at a moment; the two that are known, while no text says who signs."""
    rows = convention.parties.as_of(at.on, known_at=at.known_at)
    return [party_row(one) for one in rows] or known_parties(convention)


def party_row(party: Party) -> dict[str, str]:
    signs = ", ".join(part for part in (party.represented_by, party.represented_as) if part)
    return {
        "quality": PartyQuality(party.quality).label,
        "name": party.organisation.name,
        "siret": party.organisation.siret,
        "represented_by": signs,
    }


def known_parties(convention: Convention) -> list[dict[str, str]]:
    """The funder and the authority, while no text says who signs."""
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
