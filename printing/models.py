"""Files of codes for the printer of a lot."""

import pyrage
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from common.constraints import filled_in_states, unique_id
from distribution.models import Lot
from printing.enums import AGREED, OPEN, PrintFileState
from printing.querysets import PrintFileQuerySet


def check_recipient(key: str) -> None:
    """Refuse what is not a public key of age (its own check characters show a wrong letter)."""
    try:
        pyrage.x25519.Recipient.from_str(key)
    except pyrage.RecipientError:
        raise ValidationError(
            "Cette clé n’est pas reconnue. Recopiez-la en entier\u00a0: elle commence par age1.",
            code="not_a_key",
        ) from None


class PrintFile(models.Model):
    """The codes of a lot, asked for a printer by one person and agreed to by another.

    What it holds is never kept: it is made when it is taken, once, for the key of the printer.
    `digest` is then the SHA-256 of the encrypted codes.
    """

    public_id = unique_id()
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="print_files")
    recipient = models.CharField(
        "clé publique de l’imprimeur",
        max_length=80,
        validators=[check_recipient],
        help_text="Une clé age, que l’imprimeur donne\u00a0: 62 caractères qui commencent par "
        "age1. Lui seul ouvrira le fichier.",
    )
    state = models.CharField(
        "état", max_length=10, choices=PrintFileState, default=PrintFileState.PROPOSED
    )
    proposed_at = models.DateTimeField("demandé le")
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField("confirmé le", null=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField("téléchargé le", null=True)
    digest = models.CharField("empreinte", max_length=64, blank=True)

    objects = PrintFileQuerySet.as_manager()

    class Meta:
        verbose_name = "fichier d’impression"
        constraints = [
            models.UniqueConstraint(
                fields=["lot"], condition=Q(state__in=OPEN), name="print_file_one_open_a_lot"
            ),
            models.CheckConstraint(
                name="print_file_agreed_has_instant",
                condition=~Q(state__in=AGREED) | Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="print_file_confirmed_by_another",
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False)
                & ~Q(confirmed_by=F("proposed_by")),
            ),
            filled_in_states("print_file_taken_at", "taken_at", [PrintFileState.TAKEN]),
            models.CheckConstraint(
                name="print_file_taken_has_its_digest",
                condition=Q(digest="") ^ Q(state=PrintFileState.TAKEN),
            ),
        ]

    def __str__(self) -> str:
        return f"Fichier d’impression du lot {self.lot.code}"
