"""Fill the demonstration: activity, accounts, devices, and the file that lists them."""

import datetime as dt
import json
from argparse import ArgumentParser
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from common import clock
from deadlines.tasks import remind
from passnum.demo import credentials, expenses, occurrences
from passnum.demo.accounts import Agents
from passnum.demo.hand_outs import hand_out
from passnum.demo.people import HAUTS_DE_FRANCE, PAS_DE_CALAIS, Public
from passnum.demo.sessions import Sessions
from programmes.models import Programme
from reporting import tasks

LAST_DAY = dt.date(2023, 5, 12)  # the Friday before the demonstration's Monday


class Command(BaseCommand):
    help = "Ajoute aux deux programmes de démonstration leur activité, leurs comptes et appareils."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, required=True, help="où écrire demo.json")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.PASSNUM_DEMO:
            raise CommandError("Cette commande est réservée à la démonstration (PASSNUM_DEMO).")
        with transaction.atomic():
            pas_de_calais = Programme.objects.get(code="pas-de-calais")
            hauts_de_france = Programme.objects.get(code="hauts-de-france")
            agents = Agents(Random(2023))  # noqa: S311 - a demonstration, not a secret
            self._live(agents, pas_de_calais, PAS_DE_CALAIS, 512, dt.date(2021, 12, 1))
            self._live(agents, hauts_de_france, HAUTS_DE_FRANCE, 96, dt.date(2022, 6, 1))
            for programme in (pas_de_calais, hauts_de_france):
                expenses.record_purchases(programme)
                self._follow(agents, programme)
            expenses.record_engineering(pas_de_calais)
            listed = credentials.make(pas_de_calais, hauts_de_france, at=clock.now())
            occurrences.charge(pas_de_calais, at=clock.now())
        tasks.produce_due()
        remind()
        text = json.dumps(listed, ensure_ascii=False, indent=1)
        options["out"].write_text(text + "\n", encoding="utf-8")

    def _live(
        self,
        agents: Agents,
        programme: Programme,
        publics: list[Public],
        count: int,
        since: dt.date,
    ) -> None:
        random = Random(programme.code)  # noqa: S311 - a demonstration, not a secret
        done = hand_out(
            programme,
            publics=publics,
            count=count,
            starts_on=since,
            ends_on=LAST_DAY,
            random=random,
            agents=agents,
        )
        sessions = Sessions(programme, random=random, agents=agents).spend(done, until=LAST_DAY)
        self.stdout.write(f"{programme} : {len(done)} carnets remis, {sessions} séances.")

    def _follow(self, agents: Agents, programme: Programme) -> None:
        random = Random(programme.code)  # noqa: S311 - a demonstration, not a secret
        met = occurrences.follow(programme, agents=agents, random=random, at=clock.now())
        self.stdout.write(f"{programme} : {met} échéances tenues.")
