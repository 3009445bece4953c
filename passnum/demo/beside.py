"""A work done in a second process, while the first goes on."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from threading import Thread

from django.db import connections


@contextmanager
def beside(work: Callable[..., object], *arguments: object) -> Iterator[None]:
    """Do a work while the block goes on, then wait for it; never inside a transaction."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined] # its threads would not be copied
    child = get_context("fork").Process(target=_do, args=(work, arguments))
    child.start()
    try:
        yield
    except BaseException:
        child.terminate()
        raise
    child.join()
    if child.exitcode:
        raise SystemExit(child.exitcode)


def _do(work: Callable[..., object], arguments: tuple[object, ...]) -> None:
    Thread(target=_end_with_parent, daemon=True).start()
    work(*arguments)


def _end_with_parent() -> None:
    """However it ends."""
    parent = parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)
