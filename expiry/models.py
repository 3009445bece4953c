"""Milestones, answers of the stores, statements, credit notes, and ends put off."""

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from common.constraints import filled_in_states, unique_id
from common.fields import EuroField
from distribution.models import Depot, Lot, Order
from expiry.enums import DECIDED, ExtensionState, MilestoneKind


class Milestone(models.Model):
    """A day of the end of an order that has come, with its counts as they stood that morning.

    Carnets issued are those put in service; injected, handed out; in stock, neither handed out nor
    lost; started, those of which a pass is spent. `ends_on` is the last day as it was known: an end
    that is put off has milestones of its own.
    """

    public_id = unique_id()
    order = models.ForeignKey(Order, models.PROTECT, related_name="milestones")
    kind = models.CharField("jalon", max_length=10, choices=MilestoneKind)
    ends_on = models.DateField("fin de validité")
    reached_on = models.DateField("jour")
    reached_at = models.DateTimeField("enregistré le", editable=False)
    issued_carnets = models.PositiveIntegerField("carnets émis")
    issued_passes = models.PositiveIntegerField("pass émis")
    injected_carnets = models.PositiveIntegerField("carnets injectés")
    injected_passes = models.PositiveIntegerField("pass injectés")
    stock_carnets = models.PositiveIntegerField("carnets non injectés")
    stock_passes = models.PositiveIntegerField("pass non injectés")
    started_carnets = models.PositiveIntegerField("carnets entamés")
    spent_passes = models.PositiveIntegerField("pass utilisés")

    class Meta:
        verbose_name = "jalon de fin de validité"
        constraints = [
            models.UniqueConstraint(fields=["order", "kind", "ends_on"], name="milestone_once"),
            models.CheckConstraint(
                name="milestone_counts_in_order",
                condition=Q(
                    injected_carnets__lte=F("issued_carnets") - F("stock_carnets"),
                    injected_passes__lte=F("issued_passes") - F("stock_passes"),
                    started_carnets__lte=F("injected_carnets"),
                    spent_passes__lte=F("injected_passes"),
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.order}"

    @property
    def programme_id(self) -> int:
        return self.order.programme_id


class Answer(models.Model):
    """What the keeper of a store says of a milestone or of the statement: seen, so many carnets."""

    milestone = models.ForeignKey(Milestone, models.PROTECT, null=True, related_name="answers")
    statement = models.ForeignKey(
        "expiry.Statement", models.PROTECT, null=True, related_name="answers"
    )
    depot = models.ForeignKey(Depot, models.PROTECT, related_name="expiry_answers")
    carnets = models.PositiveIntegerField(
        "carnets dans ce dépôt", help_text="Comptez-les\u00a0: le nombre attendu est au-dessus."
    )
    expected = models.PositiveIntegerField("carnets attendus")
    remark = models.CharField(
        "remarque",
        max_length=300,
        blank=True,
        help_text="Ce qui explique un écart, ou ce que vous contestez. Jamais le nom d’une "
        "personne. L’état l’imprime.",
    )
    said_at = models.DateTimeField("répondu le", editable=False)
    said_by = models.CharField("par", max_length=150)

    personal = {"acte d’un agent": "said_by"}

    class Meta:
        verbose_name = "réponse d’un dépôt"
        constraints = [
            models.UniqueConstraint(fields=["milestone", "depot"], name="answer_once_a_milestone"),
            models.UniqueConstraint(fields=["statement", "depot"], name="answer_once_a_statement"),
            models.CheckConstraint(
                name="answer_to_one",
                condition=Q(milestone=None, statement__isnull=False)
                | Q(milestone__isnull=False, statement=None),
            ),
            models.CheckConstraint(
                name="answer_explains_its_gap",
                condition=Q(carnets=F("expected")) | ~Q(remark=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.depot}\u00a0: {self.milestone or self.statement}"

    @property
    def programme_id(self) -> int:
        return self.depot.programme_id


class Extension(models.Model):
    """A decision that puts off the end of an order, which one person proposes, another confirms."""

    public_id = unique_id()
    order = models.ForeignKey(Order, models.PROTECT, related_name="extensions")
    former_end = models.DateField("ancienne fin")
    new_end = models.DateField("nouvelle fin", help_text="Le dernier jour d’utilisation, inclus.")
    text = models.CharField(
        "texte qui le décide",
        max_length=200,
        help_text="Par exemple\u00a0: délibération n°\u00a02022.01883 du 22 novembre 2022, "
        "avenant n°\u00a01 au marché.",
    )
    reason = models.CharField("motif", max_length=300)
    state = models.CharField(
        "état", max_length=10, choices=ExtensionState, default=ExtensionState.PROPOSED
    )
    proposed_at = models.DateTimeField("proposée le", editable=False)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField("décidée le", null=True, editable=False)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    refusal = models.CharField("motif du refus", max_length=300, blank=True)

    class Meta:
        verbose_name = "prolongation"
        constraints = [
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(state=ExtensionState.PROPOSED),
                name="extension_one_open_an_order",
            ),
            models.CheckConstraint(
                name="extension_is_later", condition=Q(new_end__gt=F("former_end"))
            ),
            models.CheckConstraint(
                name="extension_says_why", condition=~Q(text="") & ~Q(reason="")
            ),
            models.CheckConstraint(
                name="extension_by_two",
                condition=~Q(state=ExtensionState.IN_FORCE) | ~Q(decided_by=F("proposed_by")),
            ),
            filled_in_states("extension_decided_at", "decided_at", DECIDED),
            filled_in_states("extension_decided_by", "decided_by", DECIDED),
        ]

    def __str__(self) -> str:
        return f"Prolongation, {self.order}"

    @property
    def programme_id(self) -> int:
        return self.order.programme_id


class Statement(models.Model):
    """The contradictory statement of an order: what was not spent, by store and lot, when what was
    left of it was struck off. Each store answers until a day.
    """

    order = models.OneToOneField(Order, models.PROTECT, related_name="statement")
    stated_on = models.DateField("établi le")
    stated_at = models.DateTimeField("enregistré le", editable=False)
    stated_by = models.CharField("par", max_length=150)
    objections_until = models.DateField("contestable jusqu’au")

    personal = {"acte d’un agent": "stated_by"}

    class Meta:
        verbose_name = "état contradictoire"

    def __str__(self) -> str:
        return f"État contradictoire, {self.order}"

    @property
    def programme_id(self) -> int:
        return self.order.programme_id


class StatementLine(models.Model):
    """The passes of a lot that were not spent, and their carnets, where they were."""

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="lines")
    depot = models.ForeignKey(Depot, models.PROTECT, related_name="statement_lines")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="statement_lines")
    carnets = models.PositiveIntegerField("carnets")
    passes = models.PositiveIntegerField("pass")
    amount = EuroField("valeur")

    class Meta:
        verbose_name = "ligne d’un état contradictoire"
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "depot", "lot"], name="statement_line_once"
            ),
            models.CheckConstraint(
                name="statement_line_of_passes",
                condition=Q(carnets__gt=0, passes__gte=F("carnets"), amount__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.depot}, {self.lot}"


class CreditNote(models.Model):
    """What the supplier owes back, on the face value alone: the passes that were not spent."""

    statement = models.OneToOneField(Statement, models.PROTECT, related_name="credit_note")
    issued_on = models.DateField("émis le")
    issued_at = models.DateTimeField("enregistré le", editable=False)
    issued_by = models.CharField("par", max_length=150)
    passes = models.PositiveIntegerField("pass")
    amount = EuroField("montant")
    document = models.BinaryField("document")
    document_hash = models.CharField("empreinte du document", max_length=64)

    personal = {"acte d’un agent": "issued_by"}

    class Meta:
        verbose_name = "avoir"
        constraints = [
            models.CheckConstraint(name="credit_note_keeps_it", condition=~Q(document_hash="")),
        ]

    def __str__(self) -> str:
        return f"Avoir, {self.statement.order}"

    @property
    def programme_id(self) -> int:
        return self.statement.order.programme_id
