"""The checks of what is always true of the rows of a programme."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from common.formats import moment
from invariants.enums import Rule
from invariants.querysets import CheckQuerySet
from programmes.models import Programme


class Check(models.Model):
    """One look at the rows of a programme, asked for by a person or by the night.

    `found` is, by rule, how many rows break it and what the first are called: empty when all hold.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="checks")
    asked_at = models.DateTimeField("demandé le", editable=False)
    asked_by = models.CharField("demandé par", max_length=150, editable=False)
    checked_at = models.DateTimeField("fait le", null=True, editable=False)
    found: Any = models.JSONField("lignes trouvées", null=True, editable=False)

    personal = {"acte d’un agent": "asked_by"}
    objects = CheckQuerySet.as_manager()

    class Meta:
        verbose_name = "contrôle"
        constraints = [
            models.UniqueConstraint(
                fields=["programme"], condition=Q(checked_at=None), name="check_one_waits"
            ),
            models.CheckConstraint(
                name="check_made_whole",
                condition=Q(checked_at=None, found=None)
                | Q(checked_at__gte=F("asked_at"), found__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["programme", "-asked_at"], name="check_by_programme")]

    def __str__(self) -> str:
        return f"Contrôle du {moment(self.asked_at)}"

    @property
    def broken(self) -> int:
        """How many rows break a rule."""
        return sum(self.of(rule)["rows"] for rule in Rule)

    def of(self, rule: Rule) -> dict[str, Any]:
        """The `rows` that break a rule, as a number, and the names of the `first`."""
        none = {"rows": 0, "first": []}
        return dict((self.found or {}).get(rule, none))
