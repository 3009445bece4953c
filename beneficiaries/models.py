"""Versions of the règlement, categories, people, requests, decisions and quotas."""

from dataclasses import fields
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation
from beneficiaries.enums import Channel, Status
from beneficiaries.querysets import (
    AllowanceQuerySet,
    DecisionQuerySet,
    EstablishmentQuerySet,
    PersonQuerySet,
    ReglementVersionQuerySet,
)
from beneficiaries.rules import MISSING, CategoryRule, age_range
from common.constraints import in_order, period, unique_id
from common.fields import AT_LEAST_ONE, MONTHS
from deliberations.models import Deliberation
from places.models import Commune
from programmes.models import Programme

AGE = [MaxValueValidator(150)]


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


class Establishment(models.Model):
    """A place of the list of establishments of a programme: a pupil's request names one of them.

    A text may fix how many there are before their names are known.
    """

    public_id = unique_id()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="establishments")
    position = models.PositiveSmallIntegerField("numéro dans la liste", validators=AT_LEAST_ONE)
    name = models.CharField(
        "nom de l’établissement", max_length=120, blank=True, help_text="Vide\u00a0: à renseigner."
    )
    commune = models.CharField("commune", max_length=110, blank=True)
    uai = models.CharField(
        "code UAI",
        max_length=8,
        blank=True,
        validators=[RegexValidator(r"^\d{7}[A-Z]\Z", "Un code UAI a sept chiffres et une lettre.")],
        help_text="Sept chiffres et une lettre. Par exemple 0590001A.",
    )

    objects = EstablishmentQuerySet.as_manager()

    class Meta:
        verbose_name = "établissement"
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "position"],
                name="establishment_position_unique",
                violation_error_message="Un autre établissement a ce numéro.",
            ),
            models.UniqueConstraint(
                fields=["programme", "uai"],
                condition=~Q(uai=""),
                name="establishment_uai_unique",
                violation_error_message="Un autre établissement a ce code UAI.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"Établissement n°\u00a0{self.position} (nom à renseigner)"


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


class Person(models.Model):
    """Someone who asks for passes, in one programme. Never known to a place."""

    public_id = unique_id()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="people")
    registered_by = models.ForeignKey(
        Organisation, models.PROTECT, related_name="people_registered"
    )
    last_name = models.CharField("nom", max_length=100, help_text="Comme sur la pièce d’identité.")
    first_name = models.CharField("prénom", max_length=100)
    born_on = models.DateField(
        "date de naissance",
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
                name="person_identity_unique",
                violation_error_message="Cette personne est déjà enregistrée.",
            )
        ]
        indexes = [
            models.Index(fields=["programme", "sort_key"], name="person_sort_key"),
        ]

    def __str__(self) -> str:
        return f"Personne {self.pk}"

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def listed_name(self) -> str:
        """Last name first, for lists sorted by name."""
        return f"{self.last_name} {self.first_name}"


class Request(models.Model):
    """What a person asked on a day of filing, with the facts they proved."""

    public_id = unique_id()
    person = models.ForeignKey(Person, models.PROTECT, related_name="requests")
    filed_on = models.DateField(
        "jour du dépôt",
        help_text="Le règlement en vigueur ce jour-là s’applique. Par exemple 15/05/2023.",
    )
    status = models.CharField(
        "situation de la personne",
        max_length=30,
        choices=Status,
        help_text="Elle décide du droit. Aucun lieu ne la verra.",
    )
    channel = models.CharField(
        "la personne fait sa demande", max_length=20, choices=Channel, default=Channel.ACCOMPANIED
    )
    proof_kind = models.CharField(
        "justificatif vu",
        max_length=200,
        blank=True,
        help_text="Son nom seulement\u00a0: le document est rendu, aucune copie n’est gardée.",
    )
    proof_dated_on = models.DateField("date du justificatif", null=True, blank=True)
    establishment = models.ForeignKey(
        Establishment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="requests",
        verbose_name="établissement",
        help_text="Celui qui accompagne la demande, si le public en nomme un.",
    )
    filed_with = models.ForeignKey(Organisation, models.PROTECT, related_name="requests")
    personal = {"situation": "filed_on status channel proof_kind proof_dated_on establishment"}

    class Meta:
        verbose_name = "demande"

    def __str__(self) -> str:
        return f"Demande {self.pk} du {self.filed_on:%d/%m/%Y}"


class Decision(models.Model):
    """The answer to a request: version, facts, result, reasons, author. Never changed.

    `facts` holds what was judged (`age`, `status`, `commune`, `channel`…), `reasons` one line per
    category tried, so that the decision can be replayed.
    """

    public_id = unique_id()
    request = models.OneToOneField(Request, models.PROTECT, related_name="decision")
    version = models.ForeignKey(ReglementVersion, models.PROTECT, related_name="decisions")
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    granted = models.BooleanField("accordée")
    passes = models.PositiveSmallIntegerField("pass accordés")
    facts = models.JSONField("faits")
    reasons = models.JSONField("motifs")
    decided_on = models.DateField("décidée le")
    decided_at = models.DateTimeField("enregistrée le")
    decided_by = models.CharField("auteur", max_length=150)

    personal = {
        "situation": "category granted passes facts reasons decided_on",
        "acte d’un agent": "decided_by",
    }
    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "décision"
        constraints = [
            models.CheckConstraint(
                name="decision_grants_passes_in_a_category",
                condition=Q(granted=True, passes__gt=0, category__isnull=False)
                | Q(granted=False, passes=0),
            )
        ]

    def __str__(self) -> str:
        return f"Décision {self.pk}"

    @property
    def ordered_reasons(self) -> list[dict[str, Any]]:
        """One reason per category, with what is `missing`: the category that grants, then those
        with the fewest missing criteria.
        """
        chosen = self.category.code if self.category else None
        reasons = []
        for reason in self.reasons:
            missing = [MISSING[one["name"]] for one in reason["criteria"] if not one["holds"]]
            reasons.append({**reason, "missing": missing})
        return sorted(reasons, key=lambda one: (one["code"] != chosen, len(one["missing"])))


class Allowance(models.Model):
    """What a person was granted in a category over a period, against its ceiling."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="allowances")
    category = models.ForeignKey(Category, models.PROTECT, related_name="allowances")
    starts_on = models.DateField("du")
    ends_on = models.DateField("au")
    ceiling = models.PositiveSmallIntegerField("plafond")
    granted = models.PositiveSmallIntegerField("accordés", default=0)

    personal = {"situation": "category granted"}
    objects = AllowanceQuerySet.as_manager()

    class Meta:
        verbose_name = "quota"
        constraints = [
            in_order("allowance_in_order"),
            models.CheckConstraint(
                name="allowance_within_ceiling", condition=Q(granted__lte=F("ceiling"))
            ),
            ExclusionConstraint(
                name="allowance_one_per_period",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("category", RangeOperators.EQUAL),
                    (period(), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.granted} / {self.ceiling}"
