"""Both programmes with their activity: each has its process, and the work is shared out."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from random import Random
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from common import clock
from deadlines.tasks import remind
from distribution.models import HandOut
from passnum.demo import credentials, expenses, occurrences
from passnum.demo.accounts import Agents
from passnum.demo.beside import beside
from passnum.demo.hand_outs import hand_out
from passnum.demo.people import HAUTS_DE_FRANCE, PAS_DE_CALAIS, Public
from passnum.demo.sessions import Sessions
from programmes.models import Programme
from reporting.tasks import produce_due

LAST_DAY = dt.date(2023, 5, 12)  # the Friday before the demonstration's Monday


@dataclass(frozen=True, slots=True)
class Story:
    """What a programme has lived until the demonstration."""

    code: str
    publics: list[Public]
    count: int
    since: dt.date


FIRST = Story("pas-de-calais", PAS_DE_CALAIS, 512, dt.date(2021, 12, 1))
SECOND = Story("hauts-de-france", HAUTS_DE_FRANCE, 96, dt.date(2022, 6, 1))


@contextmanager
def step(label: str) -> Iterator[None]:
    """Say how long a step took."""
    began = monotonic()
    yield
    print(f"  {label}: {monotonic() - began:.1f} s", flush=True)  # noqa: T201 - read as it runs


def fill() -> dict[str, Any]:
    """Give the contents of demo.json. What an earlier run has done is not done again.

    One file after the other: both add the organisations that they share.
    """
    load(FIRST)
    with beside(_live_second):
        done = _hand_out(FIRST)
        with beside(_redeem, FIRST, 1, done[1::2]):
            _redeem(FIRST, 0, done[::2])
    with step("accounts and reports"):
        first, second = (Programme.objects.get(code=one.code) for one in (FIRST, SECOND))
        with transaction.atomic():
            for programme in (first, second):
                expenses.record_purchases(programme)
                _follow(programme)
            expenses.record_engineering(first)
            listed = credentials.make(first, second, at=clock.now())
            occurrences.charge(first, at=clock.now())
        produce_due()
        remind()
    return listed


def load(story: Story) -> None:
    """Load the programme that its file describes."""
    file = settings.BASE_DIR / "demo" / f"{story.code}.toml"
    with step(f"{story.code}, texts and places"):
        call_command("load_programme", str(file), commit=True, stdout=StringIO())


def _live_second() -> None:
    load(SECOND)
    _redeem(SECOND, 0, _hand_out(SECOND))
    with step("communes"):
        call_command("import_communes", commit=True, stdout=StringIO())


def _hand_out(story: Story) -> list[HandOut]:
    programme = Programme.objects.get(code=story.code)
    known = list(HandOut.objects.filter(programme=programme).order_by("pk"))
    if known:
        return known
    with step(f"{story.code}, carnets handed out"), transaction.atomic():
        return hand_out(
            programme,
            publics=story.publics,
            count=story.count,
            starts_on=story.since,
            ends_on=LAST_DAY,
            random=_random(story.code),
            agents=Agents(story.code),
        )


def _redeem(story: Story, team: int, done: list[HandOut]) -> None:
    """The sessions of people, received by one of the teams of the programme's places."""
    name = f"{story.code}-{team}"
    agents = Agents(name)
    if agents.are_known():
        return
    with step(f"{story.code}, sessions"), transaction.atomic():
        programme = Programme.objects.get(code=story.code)
        Sessions(programme, random=_random(name), agents=agents).spend(done, until=LAST_DAY)


def _follow(programme: Programme) -> None:
    agents, random = Agents(f"{programme.code}-follow"), _random(programme.code)
    occurrences.follow(programme, agents=agents, random=random, at=clock.now())


def _random(seed: str) -> Random:
    return Random(seed)  # noqa: S311 - a demonstration, not a secret
