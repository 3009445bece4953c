"""Read a TOML file and know on which line each of its keys stands."""

import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from common.programme_file import Fault

_HEADER = re.compile(r"^\s*(\[\[?)\s*([\w.-]+)\s*\]\]?")
_KEY = re.compile(r"^\s*([\w-]+)\s*=")
_QUOTES = '"""'  # around a text on several lines
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
DEEPEST = 20
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")


def parse(text: str) -> dict[str, Any]:
    """The values of a TOML text, amounts exact."""
    try:
        values = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        where = _PLACE.search(str(error))
        place = f"ligne {where[1]}, colonne {where[2]}" if where else "fin du fichier"
        day = _day_at(text, int(where[1]), int(where[2])) if where else ""
        if day:
            raise Fault(place, f"Le jour {day} n’existe pas.") from error
        raise Fault(place, "Ce fichier n’est pas écrit en TOML à cet endroit.") from error
    except (RecursionError, ValueError) as error:  # lists too deep, a number too long
        raise Fault("", "Ce fichier n’est pas écrit en TOML qui se lise.") from error
    if _is_deeper(values, DEEPEST):
        raise Fault("", f"Ce fichier a plus de {DEEPEST} tables les unes dans les autres.")
    return values


def _day_at(text: str, line: int, column: int) -> str:
    """What is written as a day at a place, such as 2023-02-30; empty when nothing is."""
    days = _DAY.finditer(text.split("\n")[line - 1])
    return next((one[0] for one in days if one.start() < column <= one.end()), "")


def _is_deeper(values: Any, most: int) -> bool:
    """Whether tables and lists stand in more than so many others; nothing calls itself."""
    level, depth = [values], 0
    while level and depth <= most:
        inner = [one.values() if isinstance(one, dict) else one for one in level]
        level = [each for one in inner for each in one if isinstance(each, dict | list)]
        depth += 1
    return bool(level)


def lines(text: str) -> dict[str, int]:
    """The line of each table and key, by path: `conventions[2].clauses[1].value`."""
    found: dict[str, int] = {}
    counts: dict[str, int] = {}
    table = ""
    is_inside = False
    for rank, line in enumerate(text.split("\n"), 1):
        was_inside, is_inside = is_inside, is_inside ^ (line.count(_QUOTES) % 2 == 1)
        if was_inside:
            continue
        if header := _HEADER.match(line):
            table = _table(header[2].split("."), counts, is_list=header[1] == "[[")
            found.setdefault(table, rank)
        elif key := _KEY.match(line):
            found.setdefault(f"{table}.{key[1]}".lstrip("."), rank)
    return found


def _table(parts: list[str], counts: dict[str, int], *, is_list: bool) -> str:
    path = ""
    for depth, part in enumerate(parts):
        path = f"{path}.{part}".lstrip(".")
        if is_list and depth == len(parts) - 1:
            counts[path] = counts.get(path, 0) + 1
        if path in counts:
            path = f"{path}[{counts[path]}]"
    return path


def line_of(path: str, found: dict[str, int]) -> int:
    """The nearest line known at or above a key; 0 when there is none."""
    above = path
    while above and above not in found:
        above = above.rpartition("[" if above.endswith("]") else ".")[0]
    return found.get(above, 0)


def place(path: str, found: dict[str, int]) -> str:
    """`ligne 42, conventions[2].clauses[1].value`."""
    line = line_of(path, found)
    return f"ligne {line}, {path}" if line else path


def read(name: str) -> str:
    """The text of a file, in UTF-8, with or without a byte-order mark."""
    try:
        return Path(name).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Fault("", "Ce fichier ne se lit pas. Vérifiez son nom et ses droits.") from error
    except UnicodeDecodeError as error:
        raise Fault("", "Ce fichier n’est pas écrit en UTF-8.") from error
