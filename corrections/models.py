"""Corrections of what was wrongly entered of a signed text."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from common.constraints import unique_id
from conventions.enums import ClauseKind
from conventions.models import Avenant, Clause, Convention, Obligation, Party
from corrections.enums import CorrectionState, CorrectionSubject
from corrections.querysets import CorrectionQuerySet
from deliberations.models import Deliberation

UNDECIDED = {"decided_by": None, "decided_on": None, "decided_at": None}
# What is kept of a text whose signature is corrected.
FORMER = ("signed_on", "signed_source", "signed_at", "voted_on", "deliberation")
LEFT_AS_IT_WAS = [CorrectionState.PROPOSED, CorrectionState.WITHDRAWN]


class Correction(models.Model):
    """An error of entry in a signed text, put right: one person proposes, another decides.

    It never says what the parties agreed later, as an avenant does: it says what they had signed.
    `clause`, `obligation` and `parties` are what it proposes, in force once it is approved; what is
    said of `corrected_obligation` goes into its row. `signed_on` and `effective_on` are the right
    days; the `former` ones are kept when a signature is corrected.
    """

    public_id = unique_id()
    convention = models.ForeignKey(Convention, models.PROTECT, related_name="corrections")
    avenant = models.ForeignKey(Avenant, models.PROTECT, null=True, related_name="corrections")
    subject = models.CharField("ce qui est corrigé", max_length=20, choices=CorrectionSubject)
    kind = models.CharField("valeur", max_length=30, choices=ClauseKind, blank=True)
    clause = models.OneToOneField(
        Clause, models.PROTECT, null=True, related_name="+", verbose_name="valeur juste"
    )
    corrected_obligation = models.ForeignKey(
        Obligation, models.PROTECT, null=True, related_name="+", verbose_name="obligation corrigée"
    )
    obligation = models.OneToOneField(
        Obligation, models.PROTECT, null=True, related_name="+", verbose_name="obligation juste"
    )
    parties = models.ManyToManyField(Party, related_name="+", verbose_name="parties justes")
    signed_on = models.DateField("jour de la signature", null=True)
    effective_on = models.DateField(
        "jour d’effet", null=True, help_text="S’il n’est pas celui de la signature."
    )
    reason = models.CharField(
        "motif",
        max_length=300,
        help_text="D’où vient l’erreur, et la pièce qui le montre. Il reste au dossier.",
    )
    state = models.CharField(
        "état", max_length=20, choices=CorrectionState, default=CorrectionState.PROPOSED
    )
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_on = models.DateField("proposée le")
    proposed_at = models.DateTimeField("proposition enregistrée le", editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_on = models.DateField("décidée le", null=True)
    decided_at = models.DateTimeField("décision enregistrée le", null=True, editable=False)
    former_signed_on = models.DateField("jour corrigé", null=True, editable=False)
    former_signed_source = models.CharField(
        "source corrigée", max_length=200, blank=True, editable=False
    )
    former_signed_at = models.DateTimeField("signature corrigée", null=True, editable=False)
    former_voted_on = models.DateField("jour du vote d’alors", null=True, editable=False)
    former_deliberation = models.ForeignKey(
        Deliberation, models.PROTECT, null=True, related_name="+", editable=False
    )
    former_effective_on = models.DateField("jour d’effet corrigé", null=True, editable=False)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = "correction"
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "avenant", "subject", "kind", "corrected_obligation"],
                condition=Q(state=CorrectionState.PROPOSED),
                nulls_distinct=False,
                name="correction_one_proposed",
            ),
            models.CheckConstraint(
                name="correction_decided_by_another",
                condition=Q(state__in=LEFT_AS_IT_WAS) | ~Q(decided_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="correction_decided_is_known",
                condition=Q(state=CorrectionState.PROPOSED, **UNDECIDED)
                | ~Q(state=CorrectionState.PROPOSED)
                & Q(**{f"{name}__isnull": False for name in UNDECIDED}),
            ),
            models.CheckConstraint(
                name="correction_kind_of_a_clause",
                condition=Q(subject=CorrectionSubject.CLAUSE) & ~Q(kind="")
                | ~Q(subject=CorrectionSubject.CLAUSE) & Q(kind=""),
            ),
            models.CheckConstraint(
                name="correction_obligation_of_its_subject",
                condition=Q(subject=CorrectionSubject.OBLIGATION)
                | Q(obligation=None, corrected_obligation=None),
            ),
            models.CheckConstraint(name="correction_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.what} – {self.avenant or self.convention}"

    @property
    def programme_id(self) -> int:
        return self.convention.programme_id

    @property
    def text(self) -> Convention | Avenant:
        """The text that was wrongly entered."""
        return self.avenant or self.convention

    @property
    def what(self) -> str:
        """What it corrects, in words."""
        return self.get_kind_display() if self.kind else self.get_subject_display()
