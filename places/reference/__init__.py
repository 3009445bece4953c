"""The communes, départements and regions that ship with the product (see LICENCE.md)."""

import csv
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from typing import TypedDict

FOLDER = Path(__file__).parent


class CommuneRow(TypedDict):
    """A line of communes.csv; several postcodes are parted by a vertical bar."""

    code_insee: str
    nom: str
    codes_postaux: str
    departement: str
    region: str
    population: str
    epci_siren: str
    epci_nom: str


def communes(departements: Collection[str] = ()) -> Iterator[CommuneRow]:
    """The communes of these départements, all of them when none is given."""
    with (FOLDER / "communes.csv").open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)  # of which few are kept: twice as fast as a DictReader
        names = next(lines)
        place = names.index("departement")
        for line in lines:
            if not departements or line[place] in departements:
                yield CommuneRow(**dict(zip(names, line, strict=True)))  # type: ignore[typeddict-item]


@cache
def departements() -> dict[str, str]:
    """Names of the départements by code."""
    with (FOLDER / "departements.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["nom"] for row in csv.DictReader(file)}
