"""Sections and entries of a programme file: reading, comparing, locating errors, writing."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models

from common.errors import Refusal
from common.formats import day_short, number
from common.parsing import LARGEST_RATE, MAX_EUROS

Row = TypeVar("Row", bound=models.Model)
EMPTY_IN_WORDS = "rien"


class Fault(Exception):
    """An error in a programme file, at a key such as `conventions[2].clauses[1].value`; `others`
    are those of the same entry.
    """

    def __init__(self, path: str, sentence: str, others: "Sequence[Fault]" = ()) -> None:
        super().__init__(f"{path}: {sentence}")
        self.path = path
        self.sentence = sentence
        self.others = others


@dataclass(frozen=True, slots=True)
class Entry:
    """A table of the file: its values, its path (lists are numbered from 1), and what holds it."""

    path: str
    values: Mapping[str, Any]
    parent: "Entry | None" = None

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def get(self, key: str, default: Any = None) -> Any:
        return self.values.get(key, default)

    @property
    def rank(self) -> int:
        """Its rank in its list, from 1."""
        return int(self.path.rpartition("[")[2].rstrip("]"))

    def pick(self, *keys: str) -> dict[str, Any]:
        """The values of these keys, without those that are absent."""
        return {key: self.values[key] for key in keys if key in self.values}

    def euros(self, key: str) -> Decimal:
        """An amount, at most two decimals."""
        amount = Decimal(self.values[key])
        if abs(amount) > MAX_EUROS:
            raise self.fault("Vérifiez ce montant\u00a0: il est trop grand.", key)
        if -int(amount.as_tuple().exponent) > 2:
            raise self.fault("Écrivez ce montant avec deux décimales au plus.", key)
        return amount

    def rate(self, key: str) -> Decimal | None:
        """A rate in percent, exact; None when it is absent."""
        if key not in self.values:
            return None
        found = Decimal(self.values[key])
        if not 0 <= found <= LARGEST_RATE:
            raise self.fault(f"Écrivez un taux de 0 à {LARGEST_RATE}, sans guillemets.", key)
        return found

    def entries(self, key: str) -> list["Entry"]:
        """The tables of a list; an empty list when it is absent."""
        rows = self.values.get(key, [])
        return [Entry(f"{self.path}.{key}[{rank}]", row, self) for rank, row in enumerate(rows, 1)]

    def fault(self, sentence: str, key: str = "") -> Fault:
        return Fault(f"{self.path}.{key}" if key else self.path, sentence)

    def check_same(self, row: models.Model, facts: Mapping[str, Any]) -> None:
        """Refuse a recorded row that differs from the file."""
        for name, in_file in facts.items():
            recorded = getattr(row, name)
            if recorded != in_file:
                raise self.differs(name, in_file, recorded)

    def differs(self, key: str, in_file: Any, recorded: Any) -> Fault:
        """The error that quotes the value of the file and the recorded one."""
        return self.fault(
            f"Le fichier dit «\u00a0{written(in_file)}\u00a0»\u00a0; "
            f"«\u00a0{written(recorded)}\u00a0» est déjà enregistré. Rien n’a été changé.",
            key,
        )

    @contextmanager
    def refusals_located(self) -> Iterator[None]:
        """Turn a refusal into an error located at this entry."""
        try:
            yield
        except Refusal as refusal:
            key = refusal.field if refusal.field in self.values else ""
            raise self.fault(refusal.sentence, key) from refusal
        except ValidationError as error:
            raise self.fault(" ".join(error.messages)) from error


def written(value: Any) -> str:
    """A value in French, as error sentences quote it."""
    if value is None or value in ("", []):
        return EMPTY_IN_WORDS
    if isinstance(value, models.TextChoices):
        return str(value.label)
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list | tuple):
        return ", ".join(map(written, value))
    if isinstance(value, int | Decimal):
        return number(value)
    return day_short(value) if isinstance(value, dt.date) else getattr(value, "in_full", str(value))


@dataclass(slots=True)
class Context:
    """The actor and the instant of a loading, its programme once known, and the rows by code.
    `scope` says which organisations the file may name by their name alone, or complete.
    """

    by: Any
    at: dt.datetime
    programme: Any = None
    added: list[str] = field(default_factory=list)
    rows: dict[tuple[type[models.Model], str], models.Model] = field(default_factory=dict)
    full_names: dict[tuple[type[models.Model], str], set[str]] = field(default_factory=dict)
    scope: Any = None

    def keep(self, row: models.Model, code: str = "") -> None:
        """Remember a row, so that later entries can refer to it."""
        self.rows[type(row), code] = row

    def announce(self, kind: type[models.Model], names: Sequence[str]) -> None:
        """Say before loading what the file describes, by short and full name, if it has them."""
        if names:
            self.full_names.setdefault((kind, names[0]), set()).add(names[-1])

    def find(self, kind: type[Row], entry: Entry, key: str) -> Row:
        """The row whose code, or full name when several share the code, is the value of a key."""
        code, named = str(entry[key]), kind._meta.verbose_name  # noqa: SLF001 - the documented meta API
        sharing = self.full_names.get((kind, code), ())
        if len(sharing) > 1:
            exact = " ou ".join(f"«\u00a0{name}\u00a0»" for name in sorted(sharing))
            raise entry.fault(
                f"Ce fichier décrit plusieurs «\u00a0{code}\u00a0» ({named}). Écrivez {exact}.", key
            )
        row = self.rows.get((kind, code))
        if not isinstance(row, kind):
            raise entry.fault(f"Ce fichier ne décrit pas «\u00a0{code}\u00a0» ({named}).", key)
        return row

    def add(self, entry: Entry, row: models.Model, completed: Sequence[str] = ()) -> None:
        """Note that the file added a row, or completed it, for the summary of the loading."""
        said = f" ({', '.join(completed)})" if completed else ""
        self.added.append(f"{entry.path}\u00a0: {row}{said}")

    @property
    def author(self) -> Any:
        """Who acts, and at which instant, for an action."""
        return self.by.at(self.at)

    def pass_an_instant(self) -> None:
        """What is loaded from now on is recorded after what was."""
        self.at += dt.timedelta(microseconds=1)


Table = dict[str, Any]


def filled(**values: Any) -> Table:
    """A table to write, without the keys that are unknown, empty or false."""
    return {key: _exact(value) for key, value in values.items() if not _is_empty(value)}


def _is_empty(value: Any) -> bool:
    return value is None or value is False or value in ("", [], ())


def _exact(value: Any) -> Any:
    """A number without trailing zeros, but with two decimals when it has cents."""
    if not isinstance(value, Decimal):
        return value
    plain = value.normalize()
    if plain == plain.to_integral_value():
        return int(plain)
    return plain if int(plain.as_tuple().exponent) < -1 else plain.quantize(Decimal("0.01"))
