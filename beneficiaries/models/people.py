"""The people of a programme."""

import datetime as dt

from django.db import models
from django.db.models import Q

from accounts.models import Organisation
from beneficiaries.enums import ErasedFor
from beneficiaries.querysets import PersonQuerySet
from beneficiaries.rules import age_on
from common.constraints import unique_id
from places.models import Commune
from programmes.models import Programme

ERASED = dict.fromkeys(("last_name", "first_name", "phone", "identity_key", "sort_key"), "")


class Person(models.Model):
    """Someone who asks for passes, in one programme. Never known to a place.

    Once erased (`erased_on`), the row stands for somebody whom nothing names, and never changes.
    """

    public_id = unique_id()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="people")
    registered_by = models.ForeignKey(
        Organisation, models.PROTECT, related_name="people_registered"
    )
    last_name = models.CharField("nom", max_length=100, help_text="Comme sur la pièce d’identité.")
    first_name = models.CharField("prénom", max_length=100)
    born_on = models.DateField(
        "date de naissance",
        null=True,
        help_text="Elle donne l’âge que le règlement demande. Par exemple 01/06/1994.",
    )
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="people")
    phone = models.CharField(
        "téléphone",
        max_length=20,
        blank=True,
        help_text="Pour prévenir la personne, rien d’autre.",
    )
    identity_key = models.CharField("clé d’identité", max_length=250, editable=False)
    sort_key = models.CharField("clé de tri", max_length=210, editable=False)
    registered_at = models.DateTimeField("enregistrée le")
    erased_on = models.DateField("effacée le", null=True, editable=False)
    erased_for = models.CharField(
        "raison de l’effacement", max_length=20, choices=ErasedFor, blank=True, editable=False
    )

    personal = {
        "identité": "last_name first_name born_on identity_key sort_key",
        "vie personnelle": "commune phone registered_at",
    }
    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "personne"
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "identity_key"],
                condition=Q(erased_on__isnull=True),
                name="person_identity_unique",
                violation_error_message="Cette personne est déjà enregistrée.",
            ),
            models.CheckConstraint(
                name="person_known_or_erased",
                condition=Q(erased_on__isnull=True, erased_for="", born_on__isnull=False)
                | Q(erased_on__isnull=False, born_on__isnull=True, **ERASED) & ~Q(erased_for=""),
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "sort_key"], name="person_sort_key"),
            models.Index(fields=["programme", "erased_on"], name="person_erased"),
        ]

    def __str__(self) -> str:
        return f"Personne {self.pk}"

    @property
    def full_name(self) -> str:
        return "Personne effacée" if self.erased_on else f"{self.first_name} {self.last_name}"

    @property
    def listed_name(self) -> str:
        """Last name first, for lists sorted by name."""
        return f"{self.last_name} {self.first_name}"

    def age_on(self, on: dt.date) -> int | None:
        """Whole years lived on a day; unknown once erased."""
        return age_on(on, self.born_on) if self.born_on else None
