"""Who acts: a user, a device or the system, as the journal keeps it."""

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    USER = "user"
    DEVICE = "device"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """`id` is the primary key in the accounts or devices (0 for the system)."""

    kind: ActorKind
    id: int
    label: str
    address: str = ""


SYSTEM = Actor(ActorKind.SYSTEM, 0, "système")
