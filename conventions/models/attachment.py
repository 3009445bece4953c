"""Files kept with a vote, a text, an occurrence or a subsidy."""

from django.db import models
from django.db.models import F, Func, IntegerField, Q
from django.db.models.lookups import Exact

from common.constraints import positive, unique_id
from conventions.enums import AttachmentKind
from conventions.files import BY_CONTENT_TYPE, weight
from conventions.models.agreement import Avenant, Convention
from conventions.models.deliberation import Deliberation
from conventions.models.programme import Programme
from conventions.models.subsidy import Subsidy
from conventions.querysets import AttachmentQuerySet

TARGETS = ("deliberation", "convention", "avenant", "occurrence", "subsidy")


class Attachment(models.Model):
    """A file, what it is by its content, and its hash. Its bytes are in `AttachmentBody`.

    Withdrawn, it keeps its name and hash; its bytes are gone.
    """

    public_id = unique_id()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="attachments")
    deliberation = models.ForeignKey(
        Deliberation, models.PROTECT, null=True, related_name="attachments"
    )
    convention = models.ForeignKey(
        Convention, models.PROTECT, null=True, related_name="attachments"
    )
    avenant = models.ForeignKey(Avenant, models.PROTECT, null=True, related_name="attachments")
    occurrence = models.ForeignKey(
        "conventions.Occurrence", models.PROTECT, null=True, related_name="attachments"
    )
    subsidy = models.ForeignKey(Subsidy, models.PROTECT, null=True, related_name="attachments")
    kind = models.CharField("nature", max_length=20, choices=AttachmentKind)
    title = models.CharField("intitulé", max_length=200)
    file_name = models.CharField("nom du fichier", max_length=200)
    content_type = models.CharField("type", max_length=100)
    size = models.PositiveIntegerField("taille, en octets")
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    added_by = models.CharField("ajouté par", max_length=150)
    added_at = models.DateTimeField("ajouté le", editable=False)
    withdrawn_reason = models.CharField("motif du retrait", max_length=300, blank=True)
    withdrawn_at = models.DateTimeField("retiré le", null=True, editable=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = "pièce"
        constraints = [
            positive("attachment_has_a_size", "size"),
            models.CheckConstraint(
                name="attachment_belongs_to_one",
                condition=Exact(
                    Func(
                        *(F(target) for target in TARGETS),
                        function="num_nonnulls",
                        output_field=IntegerField(),
                    ),
                    1,
                ),
            ),
            models.UniqueConstraint(
                fields=[*TARGETS, "sha256"],
                condition=Q(withdrawn_at__isnull=True),
                nulls_distinct=False,
                name="attachment_kept_once",
                violation_error_message="Ce fichier est déjà joint ici.",
            ),
            models.CheckConstraint(
                name="attachment_withdrawn_has_reason",
                condition=Q(withdrawn_at__isnull=True, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
                violation_error_message="Indiquez le motif du retrait.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def word(self) -> str:
        """What it is: `PDF`."""
        return BY_CONTENT_TYPE[self.content_type].word

    @property
    def weight(self) -> str:
        return weight(self.size)


class AttachmentBody(models.Model):
    """The bytes of a file, read only when it is downloaded."""

    attachment = models.OneToOneField(
        Attachment, models.CASCADE, primary_key=True, related_name="body"
    )
    content = models.BinaryField("contenu")

    class Meta:
        verbose_name = "contenu d’une pièce"

    def __str__(self) -> str:
        return str(self.attachment)
