"""Everything that changes rules of attribution, people, requests and decisions."""

from beneficiaries.actions.people import (
    AlreadyRegistered,
    NirFound,
    OutsideTerritory,
    WrongDay,
    register_person,
)
from beneficiaries.actions.publics import (
    NoPublic,
    PublicRefused,
    PublicTerms,
    PublicTwice,
    VersionInUse,
    record_category,
)
from beneficiaries.actions.reglements import (
    AlreadyJudged,
    ChangedMeanwhile,
    CodeTaken,
    DaysTaken,
    EndBeforeStart,
    FormerGoesOn,
    VersionTerms,
    add_version,
    edit_version,
    record_version,
    remove_version,
)
from beneficiaries.actions.requests import NoReglement, decide, replay

__all__ = [
    "AlreadyJudged",
    "AlreadyRegistered",
    "ChangedMeanwhile",
    "CodeTaken",
    "DaysTaken",
    "EndBeforeStart",
    "FormerGoesOn",
    "NirFound",
    "NoPublic",
    "NoReglement",
    "OutsideTerritory",
    "PublicRefused",
    "PublicTerms",
    "PublicTwice",
    "VersionInUse",
    "VersionTerms",
    "WrongDay",
    "add_version",
    "decide",
    "edit_version",
    "record_category",
    "record_version",
    "register_person",
    "remove_version",
    "replay",
]
