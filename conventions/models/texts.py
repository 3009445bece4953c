"""What a text holds: parties, clauses and obligations."""

from typing import TypeAlias

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import Organisation
from common import formats
from common.constraints import both_or_neither, unique_id
from common.fields import AT_LEAST_ONE, DAYS, LONG_TEXT, MONTHS, PERCENTAGE, OptionalEuroField
from common.parsing import LARGEST_RATE
from conventions.enums import (
    CODES,
    DEPARTEMENTS,
    KINDS_BY_FIELD,
    REQUIRABLE,
    Cadence,
    ClauseKind,
    DelayOrigin,
    MetBy,
    ObligationNature,
    PartyQuality,
    Trigger,
)
from conventions.models.avenants import Avenant
from conventions.models.conventions import Convention
from conventions.querysets import (
    HELD,
    ClauseQuerySet,
    HeldClauses,
    HeldObligations,
    HeldParties,
    ObligationQuerySet,
    PartyQuerySet,
)
from conventions.rules.clause_rows import Row, read_rows

# A text is what is signed: the convention itself, or one of its avenants.
Text: TypeAlias = Convention | Avenant


def value_of_its_kind() -> Q:
    """The field that carries the value of its kind is filled, and no other one."""
    nullable = [field for field in KINDS_BY_FIELD if field != "text"]
    condition = Q()
    for filled, kinds in KINDS_BY_FIELD.items():
        own = {f"{field}__isnull": field != filled for field in nullable}
        text = ~Q(text="") if filled == "text" else Q(text="")
        condition |= Q(kind__in=sorted(kinds), **own) & text
    return condition


def code_of_its_kind() -> Q:
    """A text that must be a code is one of those of its kind."""
    condition = ~Q(kind__in=sorted([*CODES, ClauseKind.TERRITORY]))
    condition |= Q(kind=ClauseKind.TERRITORY, text__regex=DEPARTEMENTS)
    for kind, codes in CODES.items():
        condition |= Q(kind=kind, text__in=codes.values)
    return condition


class Dated(models.Model):
    """What a text holds: in force from `effective_on`, recorded as such at `recorded_at`.

    Both are empty until the text is signed. A correction writes a later row of the same text: the
    wrong one is held until `corrected_at`, the right one has in `ranked_at`, from the day it is
    proposed, the instant at which its text was recorded: it keeps that rank among the texts.
    """

    effective_on = models.DateField("en vigueur depuis le", null=True)
    recorded_at = models.DateTimeField("connu depuis le", null=True, editable=False)
    ranked_at = models.DateTimeField("rang depuis le", null=True, editable=False)
    corrected_at = models.DateTimeField("corrigé le", null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_only_proposed(self) -> bool:
        """Written by a correction, and never in force itself."""
        return self.ranked_at is not None and self.recorded_at is None


class Party(Dated):
    """An organisation that signs a text, and who represents it."""

    convention = models.ForeignKey(Convention, models.CASCADE, related_name="parties")
    avenant = models.ForeignKey(Avenant, models.CASCADE, null=True, related_name="parties")
    position = models.PositiveSmallIntegerField("ordre")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    quality = models.CharField("qualité", max_length=20, choices=PartyQuality)
    represented_by = models.CharField("représentée par", max_length=120, blank=True)
    represented_as = models.CharField("en qualité de", max_length=120, blank=True)

    personal = {"signataire": "represented_by represented_as"}
    objects = HeldParties()
    recorded = PartyQuerySet.as_manager()

    class Meta:
        verbose_name = "partie"
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "avenant", "organisation"],
                nulls_distinct=False,
                condition=HELD,
                name="party_once_per_text",
                violation_error_message="Cette organisation est déjà partie à ce texte.",
            ),
            models.UniqueConstraint(
                fields=["convention", "avenant", "position"],
                nulls_distinct=False,
                condition=HELD,
                name="party_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.convention}"

    @property
    def signatory(self) -> str:
        """Who represents it, and in which quality; empty when it is unknown."""
        return ", ".join(part for part in (self.represented_by, self.represented_as) if part)


class Clause(Dated):
    """One value that a text states; no avenant: the convention itself.

    `wording` is the sentence of the text; `table` holds rows (see `rules.texts.Row`) when the value
    is a list of them. Until its text is signed, `effective_on` is empty and the clause may be
    corrected; then it is in force from `effective_on`, was recorded at `recorded_at`, and never
    changes. A correction is a later row of the same text.
    """

    convention = models.ForeignKey(Convention, models.PROTECT, related_name="clauses")
    avenant = models.ForeignKey(Avenant, models.PROTECT, null=True, related_name="clauses")
    kind = models.CharField("objet", max_length=30, choices=ClauseKind)
    article = models.CharField("article", max_length=60, blank=True)
    note = models.CharField(
        "mention",
        max_length=200,
        blank=True,
        help_text="D’où vient cette valeur, si le texte ne la donne pas.",
    )
    day = models.DateField("jour", null=True, help_text="Par exemple 31/12/2023.")
    amount = OptionalEuroField("montant")
    number = models.PositiveIntegerField("nombre", null=True, validators=AT_LEAST_ONE)
    rate = models.DecimalField(
        "taux, en %", max_digits=9, decimal_places=5, null=True, validators=PERCENTAGE
    )
    text = models.CharField("texte", max_length=200, blank=True)
    table = models.JSONField("lignes", null=True)
    wording = models.TextField(
        "rédaction",
        blank=True,
        validators=LONG_TEXT,
        help_text="La phrase du texte. Le document de l’avenant la reprend.",
    )

    objects = HeldClauses()
    recorded = ClauseQuerySet.as_manager()

    class Meta:
        verbose_name = "clause"
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "avenant", "kind"],
                nulls_distinct=False,
                condition=HELD,
                name="clause_once_per_text",
            ),
            both_or_neither("clause_effect_known_since", "effective_on", "recorded_at"),
            models.CheckConstraint(
                name="clause_has_the_value_of_its_kind",
                condition=value_of_its_kind(),
            ),
            models.CheckConstraint(
                name="clause_has_a_code_of_its_kind", condition=code_of_its_kind()
            ),
            models.CheckConstraint(
                name="clause_rate_is_a_percentage", condition=Q(rate__range=(0, LARGEST_RATE))
            ),
        ]
        indexes = [
            models.Index(fields=["convention", "kind", "-effective_on"], name="clause_in_force")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.convention}"

    @property
    def value(self) -> object:
        """The one value it carries: a day, an amount, a number, a rate, rows or a text."""
        values = (self.day, self.amount, self.number, self.rate, self.rows or None)
        return next((value for value in values if value is not None), self.text)

    @property
    def departements(self) -> list[str]:
        """Those that its text lists, when it is a territory."""
        return [code.strip() for code in self.text.split(",")]

    @property
    def rows(self) -> list[Row]:
        """The rows of its table; none when its value is not a table."""
        return read_rows(self.table or [])


class Obligation(Dated):
    """What a text makes the authority do, how often, and who is responsible for it.

    From its day of effect, an obligation ends the one that it `replaces`. `requires` are codes of
    `ProofKind`. The `member` is named by the authority, at any time, where the text asks for one.
    A corrected obligation keeps its row, as its occurrences hang on it: what it was, or what is
    proposed, is another row, a `version_of` it.
    """

    public_id = unique_id()
    convention = models.ForeignKey(Convention, models.PROTECT, related_name="obligations")
    avenant = models.ForeignKey(Avenant, models.PROTECT, null=True, related_name="obligations")
    title = models.CharField("obligation", max_length=200)
    article = models.CharField("article", max_length=60, blank=True)
    note = models.CharField("mention", max_length=200, blank=True)
    wording = models.TextField(
        "rédaction", blank=True, validators=LONG_TEXT, help_text="La phrase du texte."
    )
    addressee = models.CharField("destinataire", max_length=120, blank=True)
    send_to = models.EmailField("adresse d’envoi", blank=True)
    triggers = models.CharField("ce qu’elle déclenche", max_length=10, choices=Trigger, blank=True)
    requires = ArrayField(
        models.CharField(max_length=20, choices=REQUIRABLE),
        blank=True,
        default=list,
        verbose_name="pièces demandées",
    )
    more_on_demand = models.BooleanField("d’autres pièces sur demande", default=False)
    asks_member = models.BooleanField("un membre désigné", default=False)
    member = models.CharField(
        "membre désigné par la collectivité", max_length=120, blank=True, help_text="Peut attendre."
    )
    met_by = models.CharField("tenue par", max_length=20, choices=MetBy, blank=True)
    nature = models.CharField(
        "nature", max_length=10, choices=ObligationNature, default=ObligationNature.SEND
    )
    cadence = models.CharField("rythme", max_length=20, choices=Cadence)
    due_on = models.DateField(
        "échéance",
        null=True,
        help_text="Le jour, ou le dernier jour d’un rythme. Par exemple 31/01/2022.",
    )
    delay_months = models.PositiveSmallIntegerField("délai, en mois", null=True, validators=MONTHS)
    counted_from = models.CharField(
        "délai compté depuis", max_length=20, choices=DelayOrigin, blank=True
    )
    offset_days = models.PositiveSmallIntegerField(
        "jours après la période",
        null=True,
        validators=DAYS,
        help_text="Après la fin de chaque mois, trimestre ou année, ou de l’action.",
    )
    is_under_union_law = models.BooleanField(
        "droit de l’Union",
        default=False,
        help_text="Un jour qui n’est pas ouvré est reporté au suivant.",
    )
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="replacements", verbose_name="remplace"
    )
    version_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="obligations",
        verbose_name="responsable",
    )

    personal = {"correspondant": "addressee send_to member"}
    objects = HeldObligations()
    recorded = ObligationQuerySet.as_manager()

    class Meta:
        verbose_name = "obligation"
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "avenant", "article", "title", "due_on"],
                nulls_distinct=False,
                condition=HELD,
                name="obligation_unique",
            ),
            models.UniqueConstraint(
                fields=["replaces"], condition=HELD, name="obligation_replaced_once"
            ),
            both_or_neither("obligation_effect_known_since", "effective_on", "recorded_at"),
            models.CheckConstraint(
                name="obligation_once_has_its_day",
                condition=Q(cadence=Cadence.ONCE, due_on__isnull=False) | ~Q(cadence=Cadence.ONCE),
            ),
            models.CheckConstraint(
                name="obligation_delay_has_its_start",
                condition=Q(cadence=Cadence.WITHIN, delay_months__isnull=False)
                & ~Q(counted_from="")
                | Q(delay_months__isnull=True, counted_from="") & ~Q(cadence=Cadence.WITHIN),
                violation_error_message="Indiquez le délai en mois et d’où il se compte.",
            ),
            models.CheckConstraint(
                name="obligation_offset_follows_a_period",
                condition=Q(offset_days__isnull=True)
                | ~Q(cadence__in=[Cadence.ONCE, Cadence.WITHIN]),
                violation_error_message="Ces jours se comptent après une période, ou l’achèvement.",
            ),
            models.CheckConstraint(
                name="obligation_met_by_its_rhythm",
                condition=Q(met_by="") | Q(cadence=Cadence.QUARTERLY),
                violation_error_message="Le rapport trimestriel tient ce qui est dû par trimestre.",
            ),
            models.CheckConstraint(
                name="obligation_member_where_asked",
                condition=Q(asks_member=True) | Q(member=""),
                violation_error_message="Ce texte ne demande pas de membre désigné.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def in_full(self) -> str:
        """`Remettre le rapport (article 6, 31 janvier 2022)`: two may share a title."""
        article = f"article {self.article}" if self.article else ""
        due = formats.day(self.due_on) if self.due_on else ""
        said = ", ".join(filter(None, (article, due)))
        return f"{self.title} ({said})" if said else self.title

    @property
    def programme_id(self) -> int:
        return self.convention.programme_id

    @property
    def kept_id(self) -> int:
        """The key of `kept`."""
        return self.version_of_id or self.pk

    @property
    def kept(self) -> "Obligation":
        """The row that stays through corrections: this one, or the one of which it is a version."""
        return self.version_of or self
