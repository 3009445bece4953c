"""Categories of people, in a version of the règlement."""

from dataclasses import fields

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from beneficiaries.enums import Status
from beneficiaries.models.reglements import ReglementVersion
from beneficiaries.rules import CategoryRule, age_range
from common.fields import AT_LEAST_ONE, MONTHS

AGE = [MaxValueValidator(150)]


class Category(models.Model):
    """A category of people in a version: its conditions, and the passes that it grants."""

    version = models.ForeignKey(ReglementVersion, models.PROTECT, related_name="categories")
    code = models.SlugField(
        "nom court",
        max_length=40,
        help_text="Gardez celui d’un public déjà connu\u00a0: son plafond continue d’une version à "
        "l’autre. Vide\u00a0: il est tiré du public.",
    )
    label = models.CharField("public", max_length=200)
    position = models.PositiveSmallIntegerField("ordre")
    min_age = models.PositiveSmallIntegerField("âge minimal", null=True, blank=True, validators=AGE)
    max_age = models.PositiveSmallIntegerField("âge maximal", null=True, blank=True, validators=AGE)
    statuses = ArrayField(
        models.CharField(max_length=30, choices=Status),
        default=list,
        blank=True,
        verbose_name="situations admises",
        help_text="Vide : toute situation.",
    )
    proof = models.CharField("justificatif à voir", max_length=200, blank=True)
    is_far_from_employment = models.BooleanField("public éloigné de l’emploi", default=False)
    # RGPD, art. 9, or as grave: stated, never guessed.
    is_sensitive = models.BooleanField(
        "en être révèle une donnée sensible",
        default=False,
        help_text="Santé ou handicap, aide sociale à l’enfance, ou aussi grave.",
    )
    names_establishment = models.BooleanField(
        "la demande nomme un établissement",
        default=False,
        help_text="Un de ceux de la liste du programme.",
    )
    passes_granted = models.PositiveSmallIntegerField("pass accordés", validators=AT_LEAST_ONE)
    passes_granted_alone = models.PositiveSmallIntegerField(
        "pass accordés à une personne seule",
        null=True,
        blank=True,
        validators=AT_LEAST_ONE,
        help_text="Si elle vient sans prescripteur. Vide\u00a0: le même nombre.",
    )
    ceiling = models.PositiveSmallIntegerField(
        "plafond de pass par période", validators=AT_LEAST_ONE
    )
    period_months = models.PositiveSmallIntegerField(
        "période du plafond, en mois",
        default=12,
        validators=MONTHS,
        help_text="Vide\u00a0: 12\u00a0mois.",
    )

    class Meta:
        verbose_name = "catégorie de public"
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="category_code_unique"),
            models.CheckConstraint(
                name="category_grant_within_ceiling",
                condition=Q(passes_granted__gt=0, passes_granted__lte=F("ceiling")),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def ages(self) -> str:
        return age_range(self.min_age, self.max_age) or "tout âge"

    @property
    def status_labels(self) -> list[str]:
        return [str(Status(status).label) for status in self.statuses] or ["toute situation"]

    @property
    def rule(self) -> CategoryRule:
        """Its conditions as plain values, for `rules.judge`."""
        return CategoryRule(**{one.name: getattr(self, one.name) for one in fields(CategoryRule)})
