"""Writes the communes that ship with the product."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from places import actions
from programmes import reference


class Command(BaseCommand):
    help = "Enregistre les communes et les EPCI livrés avec le produit."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--departements", nargs="*", default=[], metavar="CODE")
        parser.add_argument(
            "--commit", action="store_true", help="écrit ; sans elle, rien n’est enregistré"
        )

    def handle(self, *, departements: list[str], commit: bool, **options: Any) -> None:
        unknown = sorted(set(departements) - set(reference.departements()))
        if unknown:
            raise CommandError(f"Département inconnu : {', '.join(unknown)}.")
        with transaction.atomic():
            count = actions.import_communes(departements)
            transaction.set_rollback(not commit)
        done = "enregistrées" if commit else "lues ; rien n’est enregistré sans --commit"
        self.stdout.write(f"{count} communes {done}.")
