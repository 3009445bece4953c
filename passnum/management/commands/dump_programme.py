"""Writes a programme back to the TOML file that describes it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from common.errors import Refusal
from passnum.programme_file import dumper
from programmes.models import Programme


class Command(BaseCommand):
    help = "Écrit un programme dans un fichier TOML, que load_programme relit (docs/programme.md)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", metavar="PROGRAMME", help="code du programme")
        parser.add_argument("--output", type=Path, metavar="FICHIER.toml", help="sinon l’écran")

    def handle(self, *, code: str, output: Path | None, **options: Any) -> None:
        text = self._dump(code)
        if output is None:
            self.stdout.write(text, ending="")
            return
        try:
            output.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise CommandError(
                f"{output}\u00a0: ce fichier ne s’écrit pas. Vérifiez son nom et ses droits."
            ) from error
        self.stdout.write(f"{output}\u00a0: programme {code} écrit.")

    @transaction.atomic
    def _dump(self, code: str) -> str:
        programme = Programme.objects.filter(code=code).select_related("authority").first()
        if programme is None:
            known = ", ".join(Programme.objects.order_by("code").values_list("code", flat=True))
            raise CommandError(
                f"Aucun programme n’a le code «\u00a0{code}\u00a0». Codes connus\u00a0: "
                f"{known or 'aucun'}."
            )
        try:
            return dumper.text(programme)
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
