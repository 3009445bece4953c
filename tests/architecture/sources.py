"""The code as the tests of architecture read it: files, imports, and where each one stands."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from deploy.architecture_diagram import ROOT, floors, modules

LAYERS = floors()[::-1]  # from the ground up
SERVING_ALL = ("common", "audit", "accounts", "passnum")  # which hold modules of their own
OUTSIDE = ("apps", "migrations", "templatetags", "reference")  # of the direction inside an app
STANDARD = {name for row in modules() for name in row} | {*OUTSIDE}


def short(file: Path) -> str:
    return str(file.relative_to(ROOT))


def code(*folders: str) -> list[Path]:
    """The Python of folders, without migrations."""
    found = (file for folder in folders for file in sorted((ROOT / folder).rglob("*.py")))
    return [file for file in found if "migrations" not in file.parts]


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text())


@dataclass(frozen=True)
class Import:
    """What a line of a file imports from our own packages, by its whole dotted path."""

    file: Path
    line: int
    path: str
    alias: str | None

    @property
    def importer(self) -> list[str]:
        """The app that imports, and its module: `[places, views]`."""
        return list(self.file.relative_to(ROOT).with_suffix("").parts)

    @property
    def target(self) -> list[str]:
        """The app, the module and the name imported: `[places, models, Place]`."""
        return self.path.split(".")

    def __str__(self) -> str:
        alias = f" as {self.alias}" if self.alias else ""
        return f"{short(self.file)}:{self.line} {self.path}{alias}"


def _imports(file: Path) -> Iterator[Import]:
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            before = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            for name in node.names:
                found = Import(file, node.lineno, before + name.name, name.asname)
                if found.target[0] in LAYERS:
                    yield found


@cache
def imports_of(app: str) -> list[Import]:
    """What an app imports from our own packages, itself included."""
    return [found for file in code(app) for found in _imports(file)]
