"""Devices, redemptions, and the idempotency keys that make each redemption happen once."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.models import User
from common.constraints import positive, unique_id
from common.fields import EuroField
from distribution.models import Carnet, Pass
from mediation.enums import Mode, OwnerKind
from mediation.querysets import DeviceQuerySet, RedemptionQuerySet, WrongCodeQuerySet
from places.enums import Service
from places.models import Place, Structure
from programmes.models import Programme

MINUTES_IN_A_DAY = 1440


class Device(models.Model):
    """A phone or a PC of a structure that redeems by the API; only its token's digest is kept.

    Who adds it (`account`) may redeem there: it gives nobody what nobody had.
    """

    public_id = unique_id()
    structure = models.ForeignKey(Structure, models.PROTECT, related_name="devices")
    label = models.CharField("nom", max_length=100)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField("ajouté le")
    created_by = models.CharField("ajouté par", max_length=150)
    account = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField("révoqué le", null=True)
    seen_at = models.DateTimeField("vu le", null=True, editable=False)  # on the real clock

    personal = {"acte d’un agent": "created_by"}
    objects = DeviceQuerySet.as_manager()

    class Meta:
        verbose_name = "appareil"

    def __str__(self) -> str:
        return self.label


class Redemption(models.Model):
    """A session paid with passes of one programme; `held_on` is its legal day.

    `carnet` is that of all its passes; None when they are of several. `account` is who redeems, or
    who added the device that does.
    """

    public_id = unique_id()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="redemptions")
    place = models.ForeignKey(Place, models.PROTECT, related_name="redemptions")
    receipt = models.CharField("reçu", max_length=20, unique=True)
    held_at = models.DateTimeField("séance")
    held_on = models.DateField("jour de la séance")
    service = models.CharField("service rendu", max_length=20, choices=Service)
    mode = models.CharField("mode de la séance", max_length=20, choices=Mode)
    minutes = models.PositiveSmallIntegerField(
        "durée, en minutes", validators=[MinValueValidator(1), MaxValueValidator(MINUTES_IN_A_DAY)]
    )
    received_at = models.DateTimeField("reçu le")
    received_on = models.DateField("jour de réception")
    received_by = models.CharField("encaissé par", max_length=150)
    account = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    carnet = models.ForeignKey(Carnet, models.PROTECT, null=True, related_name="redemptions")
    passes_count = models.PositiveSmallIntegerField("pass")
    amount = EuroField("montant")

    personal = {"acte d’un agent": "received_by"}
    objects = RedemptionQuerySet.as_manager()

    class Meta:
        verbose_name = "encaissement"
        constraints = [
            models.CheckConstraint(
                name="redemption_of_1_to_50_passes",
                condition=Q(passes_count__gte=1, passes_count__lte=50),
            ),
            models.CheckConstraint(
                name="redemption_minutes",
                condition=Q(minutes__gte=1, minutes__lte=MINUTES_IN_A_DAY),
            ),
            models.CheckConstraint(
                name="redemption_service_known", condition=Q(service__in=Service.values)
            ),
            models.CheckConstraint(name="redemption_mode_known", condition=Q(mode__in=Mode.values)),
            positive("redemption_amount_positive", "amount"),
        ]
        indexes = [
            models.Index(fields=["place", "-received_at"], name="redemption_by_place"),
            models.Index(fields=["programme", "held_on"], name="redemption_by_day"),
        ]

    def __str__(self) -> str:
        return f"Encaissement {self.receipt}"


class RedeemedPass(models.Model):
    """A pass spent by a redemption.

    The database refuses a pass spent twice, at a place that is not qualified, out of its validity,
    before its hand-out or by the account that did it (trigger `redeemed_pass_allowed`).
    """

    redemption = models.ForeignKey(Redemption, models.PROTECT, related_name="redeemed_passes")
    redeemed_pass = models.OneToOneField(
        Pass, models.PROTECT, db_column="pass_id", related_name="redeemed"
    )
    value = EuroField("valeur")

    class Meta:
        verbose_name = "pass encaissé"

    def __str__(self) -> str:
        return f"{self.redeemed_pass} – {self.redemption}"


class IdempotencyKey(models.Model):
    """The answer given to a call with this key, kept for ever: the same call gets it again.

    The row is inserted without an answer (status 0) at the start of the transaction that writes
    its answer. The database refuses a row left without an answer, and any later change.
    """

    owner_kind = models.CharField(max_length=10, choices=OwnerKind)
    owner_id = models.BigIntegerField()
    key = models.UUIDField()
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.JSONField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = "clé d’idempotence"
        constraints = [
            models.UniqueConstraint(
                fields=["owner_kind", "owner_id", "key"], name="idempotency_key_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["-recorded_at"], condition=~Q(status=201), name="idempotency_key_refused"
            )
        ]

    def __str__(self) -> str:
        return str(self.key)


class WrongCode(models.Model):
    """A wrong code presented by a device or a user; after too many, they must wait."""

    owner_kind = models.CharField(max_length=10, choices=OwnerKind)
    owner_id = models.BigIntegerField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = WrongCodeQuerySet.as_manager()

    class Meta:
        verbose_name = "code faux"
        indexes = [
            models.Index(fields=["owner_kind", "owner_id", "-recorded_at"], name="wrong_code_of")
        ]

    def __str__(self) -> str:
        return f"{self.owner_kind} {self.owner_id}"
