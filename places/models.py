"""Communes and EPCI, structures, their places, and the qualification of places."""

import datetime as dt

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models

from accounts.models import Organisation
from common import formats
from common.constraints import in_order, period, unique_id
from places.enums import Itinerance, Service
from places.querysets import CommuneQuerySet, PlaceQuerySet, QualificationQuerySet
from programmes.models import Programme


class Epci(models.Model):
    """A grouping of communes with its own taxes, known by its SIREN."""

    siren = models.CharField("SIREN", max_length=9, primary_key=True)
    name = models.CharField("nom", max_length=200)

    class Meta:
        verbose_name = "EPCI"
        verbose_name_plural = "EPCI"

    def __str__(self) -> str:
        return self.name


class Commune(models.Model):
    """A commune of the official geographic code (vintage 2026), sorted by `sort_key`."""

    insee = models.CharField("code INSEE", max_length=5, primary_key=True)
    name = models.CharField("nom", max_length=100)
    sort_key = models.CharField(max_length=100)
    postcodes = ArrayField(models.CharField(max_length=5), blank=True, verbose_name="codes postaux")
    departement = models.CharField("département", max_length=3)
    region = models.CharField("région", max_length=3)
    population = models.PositiveIntegerField("population", default=0)
    epci = models.ForeignKey(Epci, models.PROTECT, null=True, blank=True, related_name="communes")

    objects = CommuneQuerySet.as_manager()

    class Meta:
        verbose_name = "commune"
        indexes = [
            models.Index(fields=["departement", "sort_key"], name="commune_departement"),
            models.Index(fields=["sort_key"], name="commune_sort_key"),
        ]

    def __str__(self) -> str:
        return self.name


class Structure(models.Model):
    """An organisation that hosts sessions and is paid for them."""

    public_id = unique_id()
    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="structure")

    class Meta:
        verbose_name = "structure de médiation"

    def __str__(self) -> str:
        return str(self.organisation)


class Place(models.Model):
    """Where sessions are held. One structure may have several."""

    public_id = unique_id()
    structure = models.ForeignKey(Structure, models.PROTECT, related_name="places")
    name = models.CharField("nom", max_length=200)
    sort_key = models.CharField(max_length=200, editable=False)
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="places")
    postcode = models.CharField("code postal", max_length=5)
    address = models.CharField("adresse", max_length=200)
    typology = models.CharField("typologie", max_length=20, blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    website = models.URLField("site", blank=True)
    opening_hours = models.CharField("horaires", max_length=300, blank=True)
    itinerance = models.CharField(
        "itinérance", max_length=20, choices=Itinerance, default=Itinerance.FIXED
    )
    services = ArrayField(
        models.CharField(max_length=20, choices=Service),
        default=list,
        blank=True,
        verbose_name="services",
    )
    updated_on = models.DateField("mis à jour le")

    personal = {"coordonnées": "phone email"}
    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = "lieu"
        verbose_name_plural = "lieux"
        constraints = [
            models.UniqueConstraint(
                fields=["structure", "name", "commune"], name="place_name_unique"
            )
        ]
        indexes = [models.Index(fields=["sort_key"], name="place_sort_key")]

    def __str__(self) -> str:
        return self.name


class Qualification(models.Model):
    """A programme accepts its passes at a place, from a day to a day, both included."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="qualifications")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="qualifications")
    starts_on = models.DateField("qualifié depuis le")
    ends_on = models.DateField("jusqu’au", null=True, blank=True)
    reason = models.CharField("motif de fin", max_length=200, blank=True)

    objects = QualificationQuerySet.as_manager()

    class Meta:
        verbose_name = "qualification"
        constraints = [
            in_order("qualification_in_order"),
            ExclusionConstraint(
                name="qualification_no_overlap",
                expressions=[
                    ("place", RangeOperators.EQUAL),
                    ("programme", RangeOperators.EQUAL),
                    (period(), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Ce lieu est déjà qualifié sur une partie de la période.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} – {self.programme}"

    @property
    def days(self) -> str:
        """Its period in words: `du 15 novembre 2021 au 31 mars 2023 inclus`."""
        return formats.period(self.starts_on, self.ends_on)

    def is_in_force_on(self, day: dt.date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)
