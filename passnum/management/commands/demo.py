"""Prepare the demonstration in one Django: static files, tables, programmes and activity."""

import gc
import json
from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from passnum.demo.beside import beside
from passnum.demo.filling import FIRST, SECOND, fill, load, step


class Command(BaseCommand):
    help = "Prépare la démonstration : fichiers statiques, tables, programmes et activité."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "steps", nargs="+", choices=["static", "tables", "programmes", "activity"]
        )
        parser.add_argument("--out", type=Path, required=True, help="où écrire demo.json")

    def handle(self, *, steps: list[str], out: Path, **options: Any) -> None:
        if not settings.PASSNUM_DEMO:
            raise CommandError("Cette commande est réservée à la démonstration (PASSNUM_DEMO).")
        gc.set_threshold(100_000, 50, 50)  # a tenth less time, a tenth more memory
        with ExitStack() as stack:
            if "static" in steps:
                stack.enter_context(beside(_collect_static))
            if "tables" in steps:
                with step("tables"):
                    call_command("migrate", interactive=False, verbosity=0)
            if "programmes" in steps:
                for story in (FIRST, SECOND):
                    load(story)
            if "activity" in steps:
                text = json.dumps(fill(), ensure_ascii=False, indent=1)
                out.touch(mode=0o600)
                out.write_text(text + "\n", encoding="utf-8")


def _collect_static() -> None:
    with step("static files"):
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
