"""Reports: their period, their version, their frozen data and the PDF made from them."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from common.constraints import both_or_neither, in_order, unique_id
from conventions.models import Convention
from deadlines.models import Occurrence
from programmes.models import Programme
from reporting.enums import AlertKind, ReportKind, ReportState
from reporting.querysets import AlertQuerySet, ReportQuerySet


class Report(models.Model):
    """One version of the report of a convention. Once ready, the database refuses to change it.

    `occurrence` is that of the obligation that it meets; none: the report is the programme's own.
    """

    public_id = unique_id()
    convention = models.ForeignKey(Convention, models.PROTECT, related_name="reports")
    occurrence = models.ForeignKey(
        Occurrence, models.PROTECT, null=True, related_name="reports", verbose_name="échéance"
    )
    kind = models.CharField("nature", max_length=30, choices=ReportKind)
    starts_on = models.DateField("du")
    ends_on = models.DateField("au")
    due_on = models.DateField("dû le")
    is_earlier = models.BooleanField(
        "antérieur", default=False, help_text="Trimestre d’avant la gestion dans l’application."
    )
    version = models.PositiveSmallIntegerField("version", default=1)
    state = models.CharField(
        "état", max_length=20, choices=ReportState, default=ReportState.TO_PRODUCE
    )
    requested_at = models.DateTimeField("demandé le")
    requested_by = models.CharField("demandé par", max_length=150)
    leased_until = models.DateTimeField("réservé jusqu’à", null=True, editable=False)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    failure = models.CharField("échec", max_length=200, blank=True)
    produced_at = models.DateTimeField("produit le", null=True)
    data = models.JSONField("données", null=True)
    data_hash = models.CharField("empreinte des données", max_length=64, blank=True)
    document = models.BinaryField("document", null=True)
    document_hash = models.CharField("empreinte du document", max_length=64, blank=True)

    personal = {"acte d’un agent": "requested_by"}
    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "rapport"
        constraints = [
            in_order("report_in_order"),
            models.UniqueConstraint(
                fields=["convention", "kind", "starts_on", "version"],
                name="report_version_unique",
            ),
            models.UniqueConstraint(
                fields=["convention", "kind", "starts_on"],
                condition=Q(state__in=[ReportState.TO_PRODUCE, ReportState.IN_PROGRESS]),
                name="report_one_under_way",
            ),
            models.CheckConstraint(
                name="report_ready_is_frozen",
                condition=Q(
                    state=ReportState.READY,
                    produced_at__isnull=False,
                    data__isnull=False,
                    document__isnull=False,
                )
                | (~Q(state=ReportState.READY) & Q(produced_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="report_leased_while_in_progress",
                condition=Q(state=ReportState.IN_PROGRESS, leased_until__isnull=False)
                | (~Q(state=ReportState.IN_PROGRESS) & Q(leased_until__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.starts_on:%m/%Y}, version {self.version}"

    @property
    def programme_id(self) -> int:
        return self.convention.programme_id


class Alert(models.Model):
    """Something unusual on a day, which another person has a look at.

    `key` is the account, the device or the act that it is about, once a day; `about` is its name;
    `figure` is a number of passes or of refusals, or euros, the most that was seen.
    """

    public_id = unique_id()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="alerts")
    kind = models.CharField("nature", max_length=20, choices=AlertKind)
    on = models.DateField("jour")
    key = models.CharField(max_length=40, editable=False)
    about = models.CharField("qui ou quoi", max_length=400)
    figure = models.DecimalField("nombre ou montant", max_digits=12, decimal_places=2)
    raised_at = models.DateTimeField("vu par le service le")
    seen_at = models.DateTimeField("vu le", null=True)
    seen_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reason = models.CharField("ce qui a été vérifié", max_length=500, blank=True)

    personal = {"acte d’un agent": "about"}
    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = "point à surveiller"
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "kind", "on", "key"], name="alert_once_a_day"
            ),
            both_or_neither("alert_seen_by_somebody", "seen_at", "seen_by"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.about}"
