"""The files of a page: which rows keep some, who may add one, and where their pages are."""

from dataclasses import dataclass

from django.db import models
from django.urls import reverse

from accounts.enums import Permission
from accounts.models import User
from conventions.enums import AttachmentKind
from conventions.models import (
    Attachment,
    Avenant,
    Convention,
    Deliberation,
    Occurrence,
    Subsidy,
)

Target = Deliberation | Convention | Avenant | Occurrence | Subsidy


@dataclass(frozen=True, slots=True)
class Nature:
    """A kind of row that keeps files, and what they most often are."""

    slug: str
    model: type[models.Model]
    page: str
    kind: AttachmentKind
    writes: Permission = Permission.CONVENTION_WRITE


NATURES = {
    nature.slug: nature
    for nature in (
        Nature("deliberation", Deliberation, "conventions:deliberation", AttachmentKind.TEXT),
        Nature("convention", Convention, "conventions:detail", AttachmentKind.SIGNED),
        Nature("avenant", Avenant, "conventions:avenant", AttachmentKind.SIGNED),
        Nature(
            "echeance",
            Occurrence,
            "conventions:occurrence",
            AttachmentKind.PROOF,
            Permission.OBLIGATION_FOLLOW,
        ),
        Nature("subvention", Subsidy, "conventions:subsidy", AttachmentKind.REPORT),
    )
}


@dataclass(frozen=True, slots=True)
class Attached:
    """What `conventions/_attachments.html` shows of a row, to a user."""

    attachments: list[Attachment]
    add_url: str
    can_write: bool


def attached(target: Target, user: User) -> Attached:
    """The files of a row, in one query."""
    nature = nature_of(target)
    can_write = user.can(nature.writes)
    add_url = reverse("conventions:add-attachment", args=[nature.slug, target.public_id])
    return Attached(list(Attachment.objects.of(target)), add_url if can_write else "", can_write)


def nature_of(target: Target) -> Nature:
    return next(nature for nature in NATURES.values() if isinstance(target, nature.model))


def page_of(target: Target) -> str:
    """The address of the page that shows a row."""
    return reverse(nature_of(target).page, args=[target.public_id])


def target_of(attachment: Attachment) -> Target:
    """The row with which a file is kept."""
    kept_with = (
        attachment.deliberation,
        attachment.convention,
        attachment.avenant,
        attachment.occurrence,
        attachment.subsidy,
    )
    return next(target for target in kept_with if target is not None)
