"""`manage.py states`: draw the moves of every object in docs/states.md; `--check` compares."""

from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Set
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import TextChoices

FILE = Path("docs") / "states.md"
HEAD = """\
# États

Produit par `make docs` à partir des tables `MOVES` du code : ne pas modifier à la main.
"""
Moves = Mapping[TextChoices, Set[TextChoices]]


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Dessine les états et leurs passages dans docs/states.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="compare sans écrire")

    def handle(self, *args: Any, **options: Any) -> None:
        file = settings.BASE_DIR / FILE
        text = document()
        if options["check"]:
            if not file.exists() or file.read_text() != text:
                raise CommandError(f"{FILE} n’est plus à jour : make docs")
        else:
            file.write_text(text)


def document() -> str:
    """The whole page, in the order of the floors."""
    return "\n".join([HEAD, *(_section(*table) for table in tables())])


def tables() -> Iterator[tuple[str, str, Moves]]:
    """Each MOVES table: its app, its name and its content."""
    for app in settings.INSTALLED_APPS:
        if app in apps.app_configs and find_spec(f"{app}.enums"):
            module = import_module(f"{app}.enums")
            for name, value in vars(module).items():
                if name.endswith("MOVES"):
                    yield app, name, value


def _section(app: str, name: str, moves: Moves) -> str:
    states = type(next(iter(moves)))
    lines = [f"## {app} : {states.__name__} (`{name}`)", "", "```mermaid", "stateDiagram-v2"]
    lines += [f"    {state.name} : {state.label}" for state in states]
    for source, targets in moves.items():
        lines += [f"    {source.name} --> {t.name}" for t in states if t in targets]
        if not targets:
            lines.append(f"    {source.name} --> [*]")
    return "\n".join([*lines, "```", ""])
