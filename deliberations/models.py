"""Deliberations, who voted, what they cite, the opinions given before, the calendars decided."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from common.constraints import in_order, unique_id
from common.fields import AT_LEAST_ONE, LONG_TEXT
from common.formats import count, day, number
from deliberations.enums import OpinionResult, VisaOrigin, Vote
from deliberations.querysets import CalendarQuerySet
from files.models import folder_field
from programmes.models import Programme
from programmes.querysets import OfProgrammeQuerySet


class Deliberation(models.Model):
    """A text voted by the assembly or by its permanent commission.

    The counts are those that its text states, or that the names in it make; unknown ones are empty.
    """

    public_id = unique_id()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="deliberations")
    number = models.CharField("numéro", max_length=30, help_text="Par exemple 2022-284.")
    assembly = models.CharField(
        "assemblée", max_length=120, help_text="Par exemple Commission permanente."
    )
    session_on = models.DateField("séance du")
    report_number = models.CharField(
        "rapport n°",
        max_length=30,
        blank=True,
        help_text="Celui du rapport présenté, par exemple 24.",
    )
    subject = models.CharField("objet", max_length=300)
    decision = models.TextField(
        "décision",
        blank=True,
        validators=LONG_TEXT,
        help_text="Les articles votés, comme les écrit le texte.",
    )
    votes_for = models.PositiveSmallIntegerField(
        "voix pour", null=True, help_text="Les trois nombres ensemble, ou aucun."
    )
    votes_against = models.PositiveSmallIntegerField("voix contre", null=True)
    abstentions = models.PositiveSmallIntegerField("abstentions", null=True)
    present = models.PositiveSmallIntegerField(
        "présents", null=True, help_text="Avec voix délibérative, comme les excusés."
    )
    proxies = models.PositiveSmallIntegerField("pouvoirs", null=True)
    excused = models.PositiveSmallIntegerField("excusés", null=True)
    absent = models.PositiveSmallIntegerField("absents", null=True)
    not_voting = models.PositiveSmallIntegerField("n’ont pas pris part au vote", null=True)
    signed_by = models.CharField("signée par", max_length=120, blank=True)
    signed_as = models.CharField("en qualité de", max_length=120, blank=True)
    published_on = models.DateField("publiée le", null=True)
    transmitted_on = models.DateField(
        "transmise au représentant de l’État le",
        null=True,
        help_text="Publiée et transmise, elle est exécutoire.",
    )
    act_reference = models.CharField(
        "identifiant de l’acte",
        max_length=80,
        blank=True,
        help_text="Celui de l’accusé de réception de la préfecture.",
    )
    source = models.CharField(
        "source",
        max_length=200,
        blank=True,
        help_text="D’où le vote est connu, si ce n’est pas de son texte.",
    )
    folder = folder_field()

    personal = {"signataire": "signed_by signed_as"}
    objects = OfProgrammeQuerySet["Deliberation"].as_manager()

    class Meta:
        verbose_name = "délibération"
        constraints = [
            models.UniqueConstraint(
                "programme",
                "number",
                Upper("assembly"),
                "session_on",
                name="deliberation_number_unique",
            ),
            models.CheckConstraint(
                name="deliberation_votes_known_together",
                condition=Q(
                    votes_for__isnull=True,
                    votes_against__isnull=True,
                    abstentions__isnull=True,
                )
                | Q(
                    votes_for__isnull=False,
                    votes_against__isnull=False,
                    abstentions__isnull=False,
                ),
            ),
            in_order("deliberation_published_after_session", "session_on", "published_on"),
            in_order("deliberation_transmitted_after_session", "session_on", "transmitted_on"),
        ]

    def __str__(self) -> str:
        return f"Délibération n°\u00a0{self.number}"

    @property
    def dated(self) -> str:
        """`n° 2022-284 (4 juillet 2022)`."""
        return f"n°\u00a0{self.number} ({day(self.session_on)})"

    @property
    def in_full(self) -> str:
        """`n° 2022-284 (Commission permanente, 4 juillet 2022)`: two may share a number."""
        return f"n°\u00a0{self.number} ({self.assembly}, {day(self.session_on)})"

    @property
    def signatory(self) -> str:
        """Who signed it, and in which quality; empty when it is unknown."""
        return ", ".join(part for part in (self.signed_by, self.signed_as) if part)

    @property
    def executory_on(self) -> dt.date | None:
        """The day from which it is executory, None when it is unknown.

        That of its publication or of its transmission, the later: articles L.3131-1 (départements)
        and L.4141-1 (régions) of the Code général des collectivités territoriales.
        """
        if self.published_on is None or self.transmitted_on is None:
            return None
        return max(self.published_on, self.transmitted_on)


class Visa(models.Model):
    """What a deliberation cites: a visa of its text, or an earlier deliberation tied by staff.

    `cites` is the earlier deliberation, if it is one; a law or a report has only `text`. When the
    words of a visa cite several, each but the first has a row of its own after it, without `text`.
    """

    deliberation = models.ForeignKey(Deliberation, models.CASCADE, related_name="visas")
    position = models.PositiveSmallIntegerField("ordre")
    origin = models.CharField("origine", max_length=10, choices=VisaOrigin)
    cites = models.ForeignKey(Deliberation, models.PROTECT, null=True, related_name="cited_by")
    text = models.TextField("texte", blank=True, validators=LONG_TEXT)

    class Meta:
        verbose_name = "visa"
        constraints = [
            models.UniqueConstraint(fields=["deliberation", "position"], name="visa_in_order"),
            models.UniqueConstraint(
                fields=["deliberation", "cites"],
                condition=Q(origin=VisaOrigin.STAFF),
                name="visa_tied_once",
                violation_error_message="Ces deux délibérations sont déjà rattachées.",
            ),
            models.CheckConstraint(
                name="visa_says_something",
                condition=Q(origin=VisaOrigin.TEXT) & ~Q(text="")
                | Q(origin=VisaOrigin.TEXT, position__gt=1, cites__isnull=False)
                | Q(origin=VisaOrigin.STAFF, cites__isnull=False),
            ),
            models.CheckConstraint(
                name="visa_cites_another",
                condition=Q(cites__isnull=True) | ~Q(cites=F("deliberation")),
                violation_error_message="Une délibération ne se vise pas elle-même.",
            ),
        ]

    def __str__(self) -> str:
        return self.text or str(self.cites)


class Opinion(models.Model):
    """The opinion that a committee gave on a report before the vote."""

    deliberation = models.ForeignKey(Deliberation, models.CASCADE, related_name="opinions")
    position = models.PositiveSmallIntegerField("ordre")
    committee = models.CharField("commission", max_length=200)
    given_on = models.DateField("rendu le", null=True)
    result = models.CharField(
        "avis", max_length=20, choices=OpinionResult, default=OpinionResult.UNKNOWN
    )

    class Meta:
        verbose_name = "avis de commission"
        constraints = [
            models.UniqueConstraint(fields=["deliberation", "position"], name="opinion_in_order"),
        ]

    def __str__(self) -> str:
        return self.committee


class VotingGroup(models.Model):
    """A group of the assembly, as the text of a vote names it, and how it voted."""

    deliberation = models.ForeignKey(Deliberation, models.CASCADE, related_name="groups")
    position = models.PositiveSmallIntegerField("ordre")
    name = models.CharField("groupe", max_length=200)
    vote = models.CharField("vote", max_length=20, choices=Vote)

    class Meta:
        verbose_name = "groupe"
        constraints = [
            models.UniqueConstraint(fields=["deliberation", "position"], name="group_in_order"),
        ]

    def __str__(self) -> str:
        return self.name


class Calendar(models.Model):
    """When passes may be spent, by decision of a deliberation; in force without a signature.

    A deliberation may also decide how many `passes` to deploy, and how many of them (`part_passes`)
    in a part of the territory that it names.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="calendars")
    deliberation = models.ForeignKey(
        Deliberation, models.PROTECT, null=True, related_name="calendars"
    )
    in_force_on = models.DateField("décidé le")
    starts_on = models.DateField("premier jour d’utilisation des pass")
    ends_on = models.DateField("dernier jour d’utilisation des pass", help_text="Il est inclus.")
    passes = models.PositiveIntegerField(
        "pass à déployer",
        null=True,
        blank=True,
        validators=AT_LEAST_ONE,
        help_text="Si le vote en décide ou en rappelle le nombre.",
    )
    part_passes = models.PositiveIntegerField(
        "dont, dans une partie du territoire", null=True, blank=True, validators=AT_LEAST_ONE
    )
    part_name = models.CharField(
        "cette partie",
        max_length=60,
        blank=True,
        help_text="Comme le texte la nomme. Par exemple Picardie.",
    )
    note = models.CharField(
        "source", max_length=200, blank=True, help_text="Par exemple l’article, ou une réserve."
    )

    objects = CalendarQuerySet.as_manager()

    class Meta:
        verbose_name = "calendrier"
        constraints = [
            in_order("calendar_in_order"),
            models.UniqueConstraint(
                fields=["programme", "in_force_on"], name="calendar_unique_by_day"
            ),
            models.CheckConstraint(
                name="calendar_part_within_passes",
                condition=Q(part_passes__isnull=True, part_name="")
                | Q(passes__isnull=False, part_passes__gt=0, part_passes__lte=F("passes"))
                & Q(part_passes__isnull=False)
                & ~Q(part_name=""),
                violation_error_message="Une partie du territoire a un nom, et au plus autant de "
                "pass que le tout.",
            ),
        ]

    def __str__(self) -> str:
        vote = f", délibération n°\u00a0{self.deliberation.number}" if self.deliberation else ""
        return f"calendrier du {day(self.in_force_on)}{vote}"

    @property
    def passes_in_words(self) -> str:
        """`66 100 pass à déployer, dont 28 000 (Picardie)`; empty if the vote decides none."""
        if self.passes is None:
            return ""
        part = f", dont {number(self.part_passes)} ({self.part_name})" if self.part_passes else ""
        return f"{count(self.passes, 'pass')} à déployer{part}"
