"""Versions of the règlement."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models

from beneficiaries.querysets import ReglementVersionQuerySet
from common.constraints import in_order, period, unique_id
from deliberations.models import Deliberation
from programmes.models import Programme


class ReglementVersion(models.Model):
    """A version of the règlement, for requests filed from `starts_on` to `ends_on`, included."""

    public_id = unique_id()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="reglements")
    code = models.SlugField(
        "nom court",
        max_length=40,
        help_text="Vide\u00a0: il est tiré de la délibération, sinon de l’intitulé.",
    )
    title = models.CharField(
        "intitulé",
        max_length=200,
        help_text="Par exemple Règlement de 2023, publics élargis.",
    )
    deliberation = models.ForeignKey(
        Deliberation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reglements",
        verbose_name="délibération",
    )
    starts_on = models.DateField(
        "demandes déposées à partir du",
        help_text="C’est le jour du dépôt qui compte, pas celui de la décision. "
        "Par exemple 01/01/2023.",
    )
    ends_on = models.DateField(
        "jusqu’au",
        null=True,
        blank=True,
        help_text="Dernier jour de dépôt, inclus. Vide\u00a0: sans fin prévue.",
    )
    note = models.CharField(
        "mention",
        max_length=300,
        blank=True,
        help_text="Ce qu’un lecteur doit savoir\u00a0: une source, une hypothèse.",
    )

    objects = ReglementVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "version du règlement"
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="reglement_code_unique"),
            in_order("reglement_in_order"),
            ExclusionConstraint(
                name="reglement_no_overlap",
                expressions=[
                    ("programme", RangeOperators.EQUAL),
                    (period(), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Une autre version couvre une partie de ces jours.",
            ),
        ]

    def __str__(self) -> str:
        return self.title
