"""Draw a sample."""

import datetime as dt

from django.db import transaction
from django.db.models import Max

from audit import journal
from audit.actors import Author
from common.errors import Refusal
from common.formats import count, legal_day
from common.saving import check_and_save, lock
from distribution.models import Depot
from programmes.models import Programme
from sampling.enums import Population
from sampling.models import Draw
from sampling.readings import drawn

EVE = dt.timedelta(days=1)
Days = tuple[dt.date | None, dt.date | None]


class TooFewToDraw(Refusal):
    """A sample is of fewer than there are."""


@transaction.atomic
def draw(
    programme: Programme,
    *,
    population: Population | str,
    size: int,
    seed: str,
    depot: Depot | None = None,
    days: Days = (None, None),
    by: Author,
) -> Draw:
    """Draw a sample of what was recorded at the end of the day before: nothing is being written
    there any more.

    `days` are those of the hand-outs, None where they have no end; `seed` is of 32 hexadecimal
    characters, from a generator that nobody foretells.
    """
    made = Draw(programme=programme, population=population, depot=depot, size=size)
    (made.starts_on, made.ends_on), made.known_on = days, legal_day(by.at) - EVE
    made.seed, made.drawn_at, made.drawn_by = seed, by.at, by.label
    found = drawn(made)
    if found.population < size:
        known = count(found.population, Population(population).noun)
        raise TooFewToDraw(
            f"{known} seulement au soir de la veille\u00a0: tirez-en moins.", field="size"
        )
    lock(programme, no_key=True)  # once all is read: a large draw makes nobody wait
    made.number = (programme.draws.aggregate(last=Max("number"))["last"] or 0) + 1
    made.names, made.fingerprint, made.sample = found.population, found.fingerprint, found.sample
    check_and_save(made)
    journal.record("draw.made", made, by=by, size=size, fingerprint=found.fingerprint)
    return made
