"""Loads a programme described in a TOML file."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from audit.actors import SYSTEM
from common import clock
from common.formats import count
from common.programme_file import Fault
from passnum.programme_file import reading, schema
from passnum.programme_file.loader import Faults, load


class Command(BaseCommand):
    help = "Charge un programme décrit dans un fichier TOML (docs/programme.md)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", metavar="FICHIER.toml")
        parser.add_argument(
            "--commit", action="store_true", help="écrit ; sans elle, rien n’est enregistré"
        )
        parser.add_argument("--schema", action="store_true", help="imprime le schéma JSON")

    def handle(self, *, file: str | None, commit: bool, **options: Any) -> None:
        if options["schema"]:
            self.stdout.write(json.dumps(schema.build(), ensure_ascii=False, indent=2))
            return
        if not file:
            raise CommandError("Indiquez le fichier à charger.")
        added = self._load(file, commit=commit)
        for line in added:
            self.stdout.write(f"+ {line}")
        done = "enregistrés" if commit else "lus\u00a0; rien n’est enregistré sans --commit"
        self.stdout.write(
            f"{file}\u00a0: {count(len(added), 'ajout')} {done}."
            if added
            else f"{file}\u00a0: rien à ajouter, tout est déjà enregistré."
        )

    def _load(self, file: str, *, commit: bool) -> list[str]:
        found: dict[str, int] = {}
        try:
            text = reading.read(file)
            values = reading.parse(text)
            found = reading.lines(text)
            with transaction.atomic():
                added = load(values, by=SYSTEM, at=clock.now())
                transaction.set_rollback(not commit)
        except Fault as fault:
            raise CommandError(_said(file, [fault], found)) from fault
        except Faults as faults:
            raise CommandError(_said(file, faults.found, found)) from faults
        return added


def _said(file: str, faults: list[Fault], lines: dict[str, int]) -> str:
    in_order = sorted(faults, key=lambda fault: reading.line_of(fault.path, lines))
    places = [", ".join(filter(None, (file, reading.place(f.path, lines)))) for f in in_order]
    said = [f"{where}\u00a0: {f.sentence}" for where, f in zip(places, in_order, strict=True)]
    return "\n".join([*said, "Rien n’a été enregistré."])
