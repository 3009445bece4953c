"""The programme, who takes part in it, and the files that describe it."""

from contextlib import AbstractContextManager
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Organisation, User
from common.constraints import filled_in_states, in_order, unique_id
from common.fields import MONTHS, EuroField
from programmes.enums import (
    LETTERS,
    CarnetSizes,
    ParticipationKind,
    ProgrammeFileState,
    TimeZone,
)
from programmes.querysets import ProgrammeFileQuerySet, ProgrammeQuerySet
from programmes.reference import departements

FIRST_YEAR, LAST_YEAR = 2000, 2100
LONGEST_FILE = 1_000_000  # signs: the shipped programmes have 60 000
DECIDED = [ProgrammeFileState.LOADED, ProgrammeFileState.WITHDRAWN]
YEARS = [MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]


def check_departements(codes: list[str]) -> None:
    """Refuse a code that no département has."""
    if unknown := [code for code in codes if code not in departements()]:
        raise ValidationError(f"Aucun département n’a le code {', '.join(unknown)}.")


class Programme(models.Model):
    """The Pass numériques of an authority, with the parameters that no text fixes."""

    public_id = unique_id()
    code = models.SlugField("code", max_length=40, unique=True)
    name = models.CharField("nom", max_length=200)
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="programmes")
    letter = models.CharField(
        "lettre de série",
        max_length=1,
        unique=True,
        help_text="Première lettre de chaque numéro de pass\u00a0; ni I, ni L, ni O, ni U.",
    )
    territory = models.JSONField(
        "départements",
        default=list,
        validators=[check_departements],
        help_text="Codes des départements couverts.",
    )
    time_zone = models.CharField(
        "fuseau horaire",
        max_length=30,
        choices=TimeZone,
        default=TimeZone.PARIS,
        help_text="Il donne le jour et l’heure de chaque acte, selon le temps légal (décret "
        "n°\u00a02017-292).",
    )
    face_value = EuroField(
        "valeur d’un pass", default=Decimal(10), validators=[MaxValueValidator(1000)]
    )
    managed_from = models.DateField(
        "géré ici depuis",
        help_text="Les trimestres antérieurs sont marqués «\u00a0antérieur\u00a0» et produits à la "
        "demande.",
    )
    first_year = models.PositiveSmallIntegerField(
        "première année",
        default=2018,
        validators=YEARS,
        help_text="Aucun acte n’est daté d’avant.",
    )
    last_year = models.PositiveSmallIntegerField(
        "dernière année",
        null=True,
        validators=YEARS,
        help_text="Aucun acte n’est daté d’après\u00a0; vide\u00a0: le programme continue.",
    )
    carnet_sizes = models.CharField(
        "carnets commandés",
        max_length=4,
        choices=CarnetSizes,
        default=CarnetSizes.BOTH,
        help_text="Les délibérations connues en commandent de 5 et de 10.",
    )
    validity_months = models.PositiveSmallIntegerField(
        "validité proposée à une commande, en mois",
        default=12,
        validators=MONTHS,
        help_text="Chaque commande dit la sienne. Aucun texte ne la fixe.",
    )
    tolerance_days = models.PositiveSmallIntegerField(
        "tolérance après expiration, en jours",
        default=31,
        help_text="Un pass reçu ces jours-là est encore accepté si la séance date d’avant. Aucun "
        "texte ne la fixe\u00a0: l’usage est d’un mois.",
    )
    objection_days = models.PositiveSmallIntegerField(
        "délai pour contester un état contradictoire, en jours",
        default=7,
        help_text="Compté du jour où l’état est établi, ce jour compris. L’avoir vient ensuite. "
        "Aucun texte ne le fixe\u00a0: l’usage est d’une semaine.",
    )
    redemption_window_days = models.PositiveSmallIntegerField(
        "délai pour encaisser, en jours",
        default=31,
        help_text="Une séance plus ancienne n’est plus encaissée. Aucun texte ne le fixe.",
    )
    report_delay_days = models.PositiveSmallIntegerField(
        "délai des rapports trimestriels, en jours",
        default=30,
        help_text="Le rapport est dû ce nombre de jours après la fin du trimestre, si la "
        "convention ne dit pas son jour.",
    )
    proof_days = models.PositiveSmallIntegerField(
        "délai pour valider un BAT, en jours",
        default=5,
        help_text="Compté du jour où l’imprimeur envoie le bon à tirer. Au-delà, la commande le "
        "dit en retard. Aucun texte ne le fixe.",
    )
    pace_days = models.PositiveSmallIntegerField(
        "jours du rythme constaté",
        default=90,
        validators=[MinValueValidator(1)],
        help_text="Le rythme est la moyenne des pass consommés pendant ces derniers jours.",
    )
    asleep_weeks = models.PositiveSmallIntegerField(
        "carnet jamais entamé, en semaines",
        default=8,
        validators=[MinValueValidator(1)],
        help_text="Un carnet remis depuis ce temps, sans aucun pass consommé, est proposé au "
        "rappel. Aucun texte ne le fixe.",
    )
    reminder_weeks = models.PositiveSmallIntegerField(
        "délai entre deux rappels, en semaines",
        default=8,
        validators=[MinValueValidator(1)],
        help_text="Une personne n’est pas prévenue deux fois du même carnet avant ce délai.",
    )
    mandat_pattern = models.CharField(
        "forme des numéros de mandat",
        max_length=40,
        blank=True,
        validators=[
            RegexValidator(r"^[9A /:_.-]*$", "Écrivez 9 pour un chiffre, A pour une lettre.")
        ],
        help_text="9 pour un chiffre, A pour une lettre\u00a0: 9999-99999. "
        "Vide\u00a0: tout numéro.",
    )
    # CNIL, délibération n° 2021-028 du 11 mars 2021: two years from the last contact.
    retention_months = models.PositiveSmallIntegerField(
        "conservation des données d’une personne, en mois",
        default=24,
        validators=MONTHS,
        help_text="Comptés de son dernier contact\u00a0: sa demande, ou son dernier carnet reçu. "
        "Deux ans selon le référentiel social de la CNIL (délibération n°\u00a02021-028).",
    )
    granted_per_day = models.PositiveIntegerField(
        "pass accordés par un compte en un jour, au plus",
        default=500,
        help_text="Au-delà, la demande attend. Aux trois quarts, l’administrateur est prévenu.",
    )
    watched_amount = models.PositiveIntegerField(
        "montant à relire, en euros",
        default=10_000,
        help_text="Un engagement ou un paiement d’au moins ce montant est à relire par une seconde "
        "personne, dans «\u00a0À surveiller\u00a0».",
    )
    allows_holding_both = models.BooleanField(
        "une personne distributeur et médiateur de sa structure",
        default=False,
        help_text="Pour une petite structure. Qui remet un carnet n’en encaisse jamais les pass, "
        "et «\u00a0À surveiller\u00a0» nomme qui tient les deux rôles.",
    )
    hotline = models.CharField("téléphone d’aide", max_length=20, blank=True)
    is_demonstration = models.BooleanField("démonstration", default=False)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = "programme"
        constraints = [
            models.CheckConstraint(
                name="programme_letter_is_crockford",
                condition=Q(letter__regex=f"^[{LETTERS}]$"),
            ),
            models.CheckConstraint(
                name="programme_face_value",
                condition=Q(face_value__gt=0),
                violation_error_message="Un pass vaut au moins un centime.",
            ),
            models.CheckConstraint(
                name="programme_time_zone_known", condition=Q(time_zone__in=TimeZone.values)
            ),
            in_order("programme_years_in_order", "first_year", "last_year"),
            models.CheckConstraint(name="programme_pace_days", condition=Q(pace_days__gt=0)),
            models.CheckConstraint(
                name="programme_reminders",
                condition=Q(asleep_weeks__gt=0, reminder_weeks__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def sizes(self) -> list[int]:
        """The passes of a carnet that may be ordered."""
        return [int(one) for one in self.carnet_sizes.split("-")]

    @property
    def years(self) -> range:
        """The years in which its acts are dated."""
        return range(self.first_year, (self.last_year or LAST_YEAR) + 1)

    def local_time(self) -> AbstractContextManager[None]:
        """Within a `with`, days and hours are those of its time zone."""
        return timezone.override(self.time_zone)


class Participation(models.Model):
    """An organisation takes part in a programme: it has a depot there, or a qualified place."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="participations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="participations")
    kind = models.CharField("nature", max_length=20, choices=ParticipationKind)

    class Meta:
        verbose_name = "participation"
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "organisation", "kind"], name="participation_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.programme}"


class ProgrammeFile(models.Model):
    """A file that describes a programme, sent by one administrator and loaded by another.

    `added` is what its trial said it adds, one line each; `binding` what it signs, puts in service
    or pays: the act, and of what.
    """

    public_id = unique_id()
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="programme_files")
    name = models.CharField("fichier", max_length=200)
    content = models.TextField("contenu", max_length=LONGEST_FILE)
    added = models.JSONField("ajouts", default=list)
    binding = models.JSONField("ce qui engage", default=list)
    state = models.CharField(
        "état",
        max_length=10,
        choices=ProgrammeFileState,
        default=ProgrammeFileState.PROPOSED,
    )
    proposed_at = models.DateTimeField("déposé le")
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField("chargé ou retiré le", null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = ProgrammeFileQuerySet.as_manager()

    class Meta:
        verbose_name = "fichier de programme"
        constraints = [
            filled_in_states("programme_file_decided_at", "decided_at", DECIDED),
            filled_in_states("programme_file_decided_by", "decided_by", DECIDED),
            models.CheckConstraint(
                name="programme_file_loaded_by_another",
                condition=~Q(state=ProgrammeFileState.LOADED) | ~Q(decided_by=F("proposed_by")),
            ),
        ]

    def __str__(self) -> str:
        return self.name
