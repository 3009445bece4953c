"""What the pages of draws show."""

from typing import Any

from accounts.models import User
from common.formats import count, day, moment, period
from distribution.models import Carnet, Depot, HandOut
from distribution.querysets import DepotQuerySet
from programmes.models import Programme
from sampling.enums import Population
from sampling.models import Draw
from sampling.querysets import DrawQuerySet
from sampling.readings import drawn
from sampling.tables import CarnetSample, HandOutSample, Sample


def visible_draws(user: User, programme: Programme) -> DrawQuerySet:
    seen = Draw.objects.visible_to(user).filter(programme=programme)
    return seen.select_related("depot", "programme")


def visible_stores(user: User, programme: Programme) -> DepotQuerySet:
    """The stores of which a sample may be drawn."""
    return Depot.objects.visible_to(user).filter(programme=programme).stores()


def sample_of(draw: Draw) -> Sample:
    """The rows that were drawn, as they are today."""
    if draw.population == Population.CARNETS:
        carnets = Carnet.objects.filter(programme=draw.programme, number__in=map(int, draw.sample))
        by_number = {f"{one.number:05d}": one for one in carnets.select_related("lot", "depot")}
        return CarnetSample([by_number[name] for name in draw.sample])
    numbers = {int(name.rpartition("-")[2]) for name in draw.sample}
    found = HandOut.objects.filter(programme=draw.programme, receipt_number__in=numbers)
    rows = found.select_related("depot").prefetch_related("lines")
    by_receipt = {one.receipt: one for one in rows}
    return HandOutSample([by_receipt[name] for name in draw.sample])


def draw_page(draw: Draw, *, again: bool) -> dict[str, Any]:
    """A draw, its sample, and whether the same rows give it again when that is asked."""
    population = Population(draw.population)
    return {
        "found": draw,
        "said": f"{count(draw.size, population.drawn)} au hasard parmi "
        f"{count(draw.names, population.noun)}.",
        "facts": [
            {"key": "Dépôt", "value": str(draw.depot or "tous")},
            {"key": "Jours", "value": _days(draw)},
            {"key": "Connu au soir du", "value": day(draw.known_on)},
            {"key": "Tiré", "value": f"le {moment(draw.drawn_at)} par {draw.drawn_by}"},
        ],
        "proofs": [
            {"key": "Graine", "value": draw.seed},
            {"key": "Empreinte de la population", "value": draw.fingerprint},
        ],
        "again": _again(draw) if again else "",
    }


def _days(draw: Draw) -> str:
    if draw.population == Population.CARNETS:
        return "sans objet"
    return period(draw.starts_on, draw.ends_on) if draw.starts_on or draw.ends_on else "tous"


def _again(draw: Draw) -> str:
    """Whether the rows and the seed give the same sample now."""
    found = drawn(draw)
    if found.fingerprint != draw.fingerprint:
        now = count(found.population, Population(draw.population).noun)
        return f"La population a changé depuis\u00a0: {now}. Ce tirage ne se refait plus."
    if found.sample != draw.sample:
        return "La population est la même, mais le tirage diffère."
    return "Le tirage refait à l’instant donne la même population et le même échantillon."
