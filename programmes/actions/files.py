"""Keep a file that describes a programme until another administrator loads it."""

import datetime as dt
from collections.abc import Callable
from typing import Protocol

from django.db import transaction

from accounts.actions import letters
from accounts.models import Organisation, User
from audit import journal
from audit.actors import Author
from common.errors import Refusal
from common.saving import check_and_save, lock
from common.workflow import check_move
from programmes.enums import PROGRAMME_FILE_MOVES, ProgrammeFileState
from programmes.models import ProgrammeFile


class Tried(Protocol):
    """What the trial of a file told."""

    @property
    def added(self) -> list[str]: ...
    @property
    def binding(self) -> list[list[str]]: ...


class OwnFile(Refusal):
    """Nobody loads the file that they sent: it may sign texts and put passes in service."""


@transaction.atomic
def propose(
    authority: Organisation,
    *,
    name: str,
    content: str,
    trial: Tried,
    by: Author,
    real_now: dt.datetime,
) -> ProgrammeFile:
    """Keep a file whose trial found no fault; the other administrators are told."""
    file = ProgrammeFile(
        authority=authority,
        name=name,
        content=content,
        added=trial.added,
        binding=trial.binding,
        proposed_at=by.at,
        proposed_by=User.objects.get(pk=by.user_id or 0),
    )
    check_and_save(file)
    journal.record("programme_file.proposed", file, by=by, lines=len(file.added))
    letters.tell_others([authority], by=by, real_now=real_now)
    return file


@transaction.atomic
def load(
    file: ProgrammeFile, *, loading: Callable[[str], list[str]], loaded_by: User, by: Author
) -> ProgrammeFile:
    """Load a file that somebody else sent; `loading` does it, and says what it added."""
    file = lock(file, "proposed_by")
    check_move(PROGRAMME_FILE_MOVES, ProgrammeFileState(file.state), ProgrammeFileState.LOADED)
    if file.proposed_by == loaded_by:
        raise OwnFile("Vous avez déposé ce fichier\u00a0: un autre administrateur le charge.")
    added = loading(file.content)
    return _decide(file, ProgrammeFileState.LOADED, loaded_by, by, lines=len(added))


@transaction.atomic
def withdraw(file: ProgrammeFile, *, withdrawn_by: User, by: Author) -> ProgrammeFile:
    """A file that will not be loaded; it stays readable."""
    file = lock(file)
    check_move(PROGRAMME_FILE_MOVES, ProgrammeFileState(file.state), ProgrammeFileState.WITHDRAWN)
    return _decide(file, ProgrammeFileState.WITHDRAWN, withdrawn_by, by)


def _decide(
    file: ProgrammeFile, state: ProgrammeFileState, user: User, by: Author, **details: int
) -> ProgrammeFile:
    file.state, file.decided_at, file.decided_by = state, by.at, user
    file.save(update_fields=["state", "decided_at", "decided_by"])
    journal.record(f"programme_file.{state}", file, by=by, **details)
    return file
