"""Opens the first account of an authority: that of who administers the service."""

import os
import sys
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.actions import memberships, organisations, users
from accounts.enums import Link, Role
from accounts.models import User
from accounts.password_links import LIFETIMES, address
from audit.actors import SYSTEM
from common import clock
from common.errors import Refusal

# Each answer, its variable of the environment, and the question; the last one may stay empty.
QUESTIONS = {
    "email": ("PASSNUM_ADMIN_EMAIL", "Adresse électronique"),
    "first_name": ("PASSNUM_ADMIN_FIRST_NAME", "Prénom"),
    "last_name": ("PASSNUM_ADMIN_LAST_NAME", "Nom"),
    "authority": ("PASSNUM_AUTHORITY", "Nom du département ou de la région"),
    "siret": ("PASSNUM_AUTHORITY_SIRET", "Son SIRET (facultatif)"),
}


class Command(BaseCommand):
    help = "Ouvre le compte de qui administre le service (docs/deploiement.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        for name, (variable, question) in QUESTIONS.items():
            option = f"--{name.replace('_', '-')}"
            parser.add_argument(option, help=f"{question}, sinon {variable}, sinon la question")

    def handle(self, **options: Any) -> None:
        answers = {name: self._answer(name, options[name]) for name in QUESTIONS}
        try:
            user, is_new = self._open(answers)
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        days = LIFETIMES[Link.INVITATION].days
        self.stdout.write(
            f"{user} administre {answers['authority']}"
            f"{'.' if is_new else ' : le compte était déjà ouvert.'}\n"
            f"Adresse où choisir un mot de passe, une fois, pendant {days} jours :"
        )
        self.stdout.write(address(user, Link.INVITATION))
        others = user.memberships.in_use().filter(role=Role.ADMINISTRATOR)
        for one in others.exclude(organisation__name=answers["authority"]).order_by("pk"):
            self.stdout.write(
                f"Administre aussi {one.organisation} : un rôle de trop se quitte depuis sa page, "
                "dans Rôles."
            )

    def _answer(self, name: str, given: str | None) -> str:
        variable, question = QUESTIONS[name]
        found = given if given is not None else os.environ.get(variable)
        if found is None and sys.stdin.isatty():
            found = input(f"{question} : ")
        found = (found or "").strip()
        if not found and name != "siret":
            raise CommandError(f"Indiquez --{name.replace('_', '-')} ou {variable}.")
        return found

    @transaction.atomic
    def _open(self, answers: dict[str, str]) -> tuple[User, bool]:
        by = SYSTEM.at(clock.now())
        found = User.objects.filter(email__iexact=answers["email"]).first()
        named = {name: answers[name] for name in ("email", "first_name", "last_name")}
        user = found or users.add(**named, by=by)
        authority = organisations.find_or_add(
            name=answers["authority"], siret=answers["siret"], by=by
        )
        memberships.grant(user, organisation=authority, role=Role.ADMINISTRATOR, by=by)
        return user, found is None
