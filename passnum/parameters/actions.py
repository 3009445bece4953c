"""Create a programme with the communes of its territory; change what nothing recorded stands on."""

from typing import Unpack

from django.db import transaction

from audit.actors import Author
from common.errors import Refusal
from common.saving import lock
from passnum.parameters.settled import settled_parameters, years_of_acts
from places.actions import import_communes
from programmes.actions import programmes
from programmes.models import Programme


class ParameterSettled(Refusal):
    """What is recorded stands on this parameter."""


class ActsOutside(Refusal):
    """An act is recorded outside the years that the programme would have."""


@transaction.atomic
def create(*, by: Author, **parameters: Unpack[programmes.NewProgramme]) -> Programme:
    """Create a programme, and the communes where its people live and its places are."""
    programme = programmes.create(**parameters, by=by)
    import_communes(programme.territory)
    return programme


@transaction.atomic
def edit(
    programme: Programme, *, by: Author, **values: Unpack[programmes.ProgrammeParameters]
) -> Programme:
    """Change parameters. Refuses to change what is recorded stands on, or to leave acts outside
    the years.
    """
    programme = lock(programme)
    for name, reason in settled_parameters(programme).items():
        if name in values and values[name] != getattr(programme, name):  # type: ignore[literal-required]
            raise ParameterSettled(reason, field=name)
    _check_years(programme, values)
    former = programme.territory
    programme = programmes.edit(programme, **values, by=by)
    if programme.territory != former:
        import_communes(programme.territory)
    return programme


def _check_years(programme: Programme, values: programmes.ProgrammeParameters) -> None:
    acts = years_of_acts(programme)
    first, last = values.get("first_year"), values.get("last_year")
    if acts and first is not None and max(acts[0], programme.first_year) < first:
        raise ActsOutside(f"Un acte est daté de {acts[0]}.", field="first_year")
    if acts and last is not None and last != programme.last_year and last < acts[-1]:
        raise ActsOutside(f"Un acte est daté de {acts[-1]}.", field="last_year")
