"""Add an establishment to the list of a programme, and name it."""

from typing import Any, NotRequired, TypedDict, Unpack

from django.db import transaction
from django.db.models import Max

from audit import journal
from audit.actors import Author
from beneficiaries.models import Establishment
from common.errors import NoNumberLeft
from common.fields import LARGEST_SMALL
from common.saving import check_and_save, lock
from programmes.models import Programme


class EstablishmentFacts(TypedDict):
    """What is not known yet is left empty; without `position`, the establishment is the last."""

    position: NotRequired[int]
    name: NotRequired[str]
    commune: NotRequired[str]
    uai: NotRequired[str]


@transaction.atomic
def record(
    programme: Programme, *, by: Author, **facts: Unpack[EstablishmentFacts]
) -> Establishment:
    """Add an establishment; two of a programme have neither the same number nor the same UAI."""
    lock(programme, no_key=True)
    last = programme.establishments.aggregate(last=Max("position"))["last"] or 0
    if facts.setdefault("position", last + 1) > LARGEST_SMALL == last:
        raise NoNumberLeft(
            f"Le dernier établissement a le n°\u00a0{last}, le plus grand possible\u00a0: "
            "ajoutez celui-ci par le fichier de programme, avec un numéro libre.",
            field="position",
        )
    establishment = Establishment(programme=programme, **facts)
    check_and_save(establishment)
    journal.record("establishment.recorded", establishment, by=by, name=establishment.name)
    return establishment


@transaction.atomic
def edit(establishment: Establishment, *, by: Author, **changes: Any) -> Establishment:
    """Name an establishment, or correct it: requests keep the name that they were judged with."""
    establishment = lock(establishment)
    was = {name: getattr(establishment, name) for name in changes}
    for name, value in changes.items():
        setattr(establishment, name, value)
    check_and_save(establishment)
    journal.record("establishment.edited", establishment, by=by, was=was, now=changes)
    return establishment
