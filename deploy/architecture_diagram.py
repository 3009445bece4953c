"""Draw the floors and the modules of an app in CONTRIBUTING.md; `--check` compares."""

import ast
import re
import sys
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
PROJECT = ROOT / "pyproject.toml"
PAGE = ROOT / "CONTRIBUTING.md"
BEGIN, END = "<!-- floors: made by make docs -->\n", "<!-- /floors -->"
COMMENTED_LAYER = re.compile(r'^ *"([^"]+)", *# (.+)$', re.MULTILINE)


@cache
def linter() -> dict[str, Any]:
    """What pyproject.toml asks of import-linter."""
    settings: dict[str, Any] = tomllib.loads(PROJECT.read_text())["tool"]["importlinter"]
    return settings


def contract(name: str) -> dict[str, Any]:
    """One contract, by its id."""
    return next(found for found in linter()["contracts"] if found.get("id") == name)


def floors() -> list[str]:
    """The packages from the roof down; one in parentheses is announced and not built yet."""
    return [name for name in contract("floors")["layers"] if not name.startswith("(")]


def modules() -> list[list[str]]:
    """The modules that an app may have, from the door down; those of a line ignore each other."""
    return [re.findall(r"\w+", layer) for layer in contract("modules")["layers"]]


def purpose(app: str) -> str:
    """What an app owns: the first line of its docstring."""
    tree = ast.parse((ROOT / app / "__init__.py").read_text())
    first = (ast.get_docstring(tree) or "").partition("\n")[0]
    return first.partition(": ")[2].removesuffix(".")


def jobs() -> list[str]:
    """What each line of modules is for: the comment beside it in pyproject.toml."""
    said = dict(COMMENTED_LAYER.findall(PROJECT.read_text()))
    return [said.get(layer, "") for layer in contract("modules")["layers"]]


def _columns(rows: Sequence[tuple[str, str]]) -> list[str]:
    width = max(len(name) for name, _ in rows)
    return [f"{name:<{width}} | {text}".rstrip() for name, text in rows]


def picture() -> str:
    """Both drawings, as they stand between the marks of CONTRIBUTING.md."""
    house = _columns([(app, purpose(app)) for app in floors()])
    app = _columns([(" ".join(row), job) for row, job in zip(modules(), jobs(), strict=True)])
    return "\n".join(
        ["```text", *house, "```", "", "Inside an app:", "", "```text", *app, "```", ""]
    )


def page() -> str:
    """CONTRIBUTING.md with the drawings of today."""
    before, _, rest = PAGE.read_text().partition(BEGIN)
    _, end, after = rest.partition(END)
    return "".join([before, BEGIN, "\n", picture(), "\n", end, after])


def main() -> int:
    if "--check" not in sys.argv:
        PAGE.write_text(page())
    elif PAGE.read_text() != page():
        print(f"{PAGE.name} is out of date: make docs")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
