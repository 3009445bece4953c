"""What no test exercises turns a whole run of the tests red.

A plugin of pytest that `make test` loads when it runs everything (deploy/run_tests.py). Each
process says what it leaves unexercised; what all of them leave, no test exercises.
"""

import pytest

from tests import branches

branches.start()  # before pytest-django, which imports what is measured
left: list[set[str]] = []  # by each process
found: list[str] = []  # at the end


def pytest_configure():
    from tests import exercised  # noqa: PLC0415 - once Django is there

    exercised.watch_everything()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    """A process of the tests is over."""
    left.append(set(getattr(node, "workeroutput", {}).get("unexercised", [])))


def pytest_sessionfinish(session, exitstatus):
    """A run that fails is not judged: a test that failed may be the one that goes there."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["unexercised"] = sorted(unexercised())
    elif exitstatus == 0:
        found.extend(sorted(set.intersection(*left) if left else unexercised()))
        session.exitstatus = 1 if found else 0


def pytest_terminal_summary(terminalreporter):
    if found:
        terminalreporter.section("No test exercises")
        terminalreporter.write("".join(f"{one}\n" for one in found))


def unexercised() -> set[str]:
    """What this process leaves."""
    from tests import exercised  # noqa: PLC0415

    branches.import_everything()
    return exercised.unexercised() | {f"branch {place}" for place in branches.unseen()}
