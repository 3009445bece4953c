"""The same cases at each run, so that no run depends on luck; imported by `tests.conftest`."""

from hypothesis import settings

settings.register_profile("seeded", derandomize=True, database=None)
settings.load_profile("seeded")
