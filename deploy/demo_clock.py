"""The clock of the demonstration: it starts on 15 May 2023 at 9:00 and goes on over restarts."""

import datetime as dt
import json
from pathlib import Path

from deploy import whole_files

START = dt.datetime.fromisoformat("2023-05-15T09:00:00+02:00")


class StagedClock:
    """A real instant and the demonstration's instant that it stands for."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.real = _now()
        self.staged = START
        if file.exists():
            self.staged = dt.datetime.fromisoformat(json.loads(file.read_text())["recorded"])
        self.record()

    def pair(self) -> str:
        """The value of PASSNUM_CLOCK."""
        return f"{self.real.isoformat()}/{self.staged.isoformat()}"

    def now(self) -> dt.datetime:
        """The demonstration's instant now."""
        return self.staged + (_now() - self.real)

    def record(self) -> None:
        """Keep the instant from which the next start goes on."""
        whole_files.write(self.file, json.dumps({"recorded": self.now().isoformat()}))


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
