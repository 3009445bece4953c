"""The findings that staff accepted, with their reason."""

from django.db import models
from django.db.models import Q

from conventions.models import Convention
from programmes.models import Programme


class Acceptance(models.Model):
    """A finding that staff accepted, with their reason.

    It is tied to the facts by `fingerprint`: when they change, it is another finding, not accepted.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="acceptances")
    convention = models.ForeignKey(
        Convention, models.PROTECT, null=True, related_name="acceptances"
    )
    finding = models.SlugField("constat", max_length=40)
    fingerprint = models.CharField("empreinte", max_length=64)
    sentence = models.CharField("phrase", max_length=600)
    reason = models.CharField(
        "motif",
        max_length=300,
        help_text="Par exemple la lettre ou la décision qui l’explique.",
    )
    accepted_by = models.CharField("accepté par", max_length=150)
    accepted_at = models.DateTimeField("accepté le", editable=False)
    withdrawn_by = models.CharField("repris par", max_length=150, blank=True)
    withdrawn_at = models.DateTimeField("repris le", null=True, editable=False)

    personal = {"acte d’un agent": "accepted_by withdrawn_by"}

    class Meta:
        verbose_name = "écart accepté"
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "fingerprint"],
                condition=Q(withdrawn_at__isnull=True),
                name="acceptance_once",
            ),
            models.CheckConstraint(
                name="acceptance_has_reason",
                condition=~Q(reason=""),
                violation_error_message="Indiquez pourquoi cet écart est accepté.",
            ),
        ]

    def __str__(self) -> str:
        return self.sentence
