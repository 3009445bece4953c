"""Depots, the append-only ledger of carnet ranges, and hand-outs."""

from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation
from beneficiaries.models import Decision
from common.constraints import unique_id
from common.fields import EuroField
from common.formats import count
from conventions.models import Programme
from distribution.enums import DepotKind, LineKind
from distribution.querysets import DepotQuerySet, HandOutQuerySet, StockLineQuerySet
from distribution.rules import named_carnets


class Depot(models.Model):
    """An account of the ledger: a store of carnets, or where they leave the stock."""

    public_id = unique_id()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="depots")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="depots")
    code = models.SlugField("code", max_length=40)
    name = models.CharField("nom", max_length=200)
    kind = models.CharField("nature", max_length=20, choices=DepotKind)

    objects = DepotQuerySet.as_manager()

    class Meta:
        verbose_name = "dépôt"
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="depot_code_unique"),
            models.UniqueConstraint(
                fields=["programme", "kind"],
                condition=Q(
                    kind__in=[DepotKind.BENEFICIARIES, DepotKind.LOST, DepotKind.DESTROYED]
                ),
                name="depot_one_exit_of_each_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class HandOut(models.Model):
    """Carnets handed to the person of a decision, against a numbered receipt."""

    public_id = unique_id()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="hand_outs")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="hand_outs")
    depot = models.ForeignKey(Depot, models.PROTECT, related_name="hand_outs")
    passes = models.PositiveSmallIntegerField("pass")
    handed_on = models.DateField("remis le")
    handed_at = models.DateTimeField("enregistré le")
    handed_by = models.CharField("remis par", max_length=150)
    receipt_year = models.PositiveSmallIntegerField("année du reçu")
    receipt_number = models.PositiveIntegerField("numéro du reçu")

    objects = HandOutQuerySet.as_manager()

    class Meta:
        verbose_name = "remise"
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "receipt_year", "receipt_number"],
                name="hand_out_receipt_unique",
            ),
            models.CheckConstraint(name="hand_out_of_something", condition=Q(passes__gt=0)),
        ]
        indexes = [models.Index(fields=["depot", "-handed_at"], name="hand_out_by_depot")]

    def __str__(self) -> str:
        return f"Reçu {self.receipt}"

    @property
    def receipt(self) -> str:
        return f"R-{self.receipt_year}-{self.receipt_number:05d}"

    @property
    def numbers(self) -> list[int]:
        """The carnets handed out, whatever became of them; reads the prefetched lines."""
        given = (line for line in self.lines.all() if line.kind == LineKind.HAND_OUT)
        return sorted(n for line in given for n in range(line.first_carnet, line.last_carnet + 1))

    @property
    def what(self) -> str:
        """`carnet n° 00012, 10 pass`."""
        return f"{named_carnets(self.numbers)}, {count(self.passes, 'pass')}"

    @property
    def is_undone(self) -> bool:
        """Whether every carnet was taken back; reads the prefetched lines."""
        kinds = [line.kind for line in self.lines.all()]
        return kinds.count(LineKind.REVERSAL) == kinds.count(LineKind.HAND_OUT)


class StockLine(models.Model):
    """A range of carnets leaves one account for another: both entries in one row.

    The database refuses a line whose source does not hold the whole range, and any change.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="stock_lines")
    kind = models.CharField("nature", max_length=20, choices=LineKind)
    moved_on = models.DateField("jour")
    moved_at = models.DateTimeField("enregistré le")
    source = models.ForeignKey(Depot, models.PROTECT, related_name="lines_out")
    destination = models.ForeignKey(Depot, models.PROTECT, related_name="lines_in")
    first_carnet = models.PositiveIntegerField("du carnet")
    last_carnet = models.PositiveIntegerField("au carnet")
    carnets = models.PositiveIntegerField("carnets")
    passes = models.PositiveIntegerField("pass")
    amount = EuroField("valeur")
    hand_out = models.ForeignKey(HandOut, models.PROTECT, null=True, related_name="lines")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    reason = models.CharField("motif", max_length=200, blank=True)
    moved_by = models.CharField("auteur", max_length=150)

    objects = StockLineQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne du grand livre"
        constraints = [
            models.CheckConstraint(
                name="stock_line_counts_its_range",
                condition=Q(carnets=F("last_carnet") - F("first_carnet") + 1, carnets__gt=0),
            ),
            models.CheckConstraint(
                name="stock_line_goes_somewhere", condition=~Q(source=F("destination"))
            ),
            models.CheckConstraint(
                name="stock_line_hand_out_tied",
                condition=~Q(kind=LineKind.HAND_OUT) | Q(hand_out__isnull=False),
            ),
            models.CheckConstraint(
                name="stock_line_reversal_tied",
                condition=Q(kind=LineKind.REVERSAL, reverses__isnull=False)
                | (~Q(kind=LineKind.REVERSAL) & Q(reverses__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.first_carnet}-{self.last_carnet}"
