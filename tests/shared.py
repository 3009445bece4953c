"""What the processes of a run of the tests share: a folder."""

from pathlib import Path

folder = Path()  # known once the first test begins
