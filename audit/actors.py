"""Who acts, a user, a device or the system, and at which instant, as the journal keeps them."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    USER = "user"
    DEVICE = "device"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """`id` is the primary key in the accounts or devices (0 for the system); `role` and
    `organisation` are those under which a person acts, in words.
    """

    kind: ActorKind
    id: int
    label: str
    address: str = ""
    role: str = ""
    organisation: str = ""

    def at(self, instant: dt.datetime, on: dt.date | None = None) -> "Author":
        return Author(self, instant, on)


@dataclass(frozen=True, slots=True)
class Author:
    """The author of an act: who does it, and at which instant of the programme.

    `on` is the day of the act, when it was done before it is recorded.
    """

    actor: Actor
    at: dt.datetime
    on: dt.date | None = None

    @property
    def label(self) -> str:
        return self.actor.label

    @property
    def user_id(self) -> int | None:
        """The account of a person; none for a device or the system."""
        return self.actor.id if self.actor.kind == ActorKind.USER else None


SYSTEM = Actor(ActorKind.SYSTEM, 0, "système")
