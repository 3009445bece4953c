"""Folders of files: each file with its type, its hash and its content."""

from typing import Any

from django.db import models
from django.db.models import Q

from common.constraints import positive, unique_id
from files.enums import FileKind
from files.querysets import FileQuerySet
from files.rules import BY_CONTENT_TYPE, weight
from programmes.models import Programme


class Folder(models.Model):
    """The files of one row of an app above, which points to it; `owner` is the slug of its kind."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="folders")
    owner = models.SlugField("nature de ce qui le tient", max_length=20)

    class Meta:
        verbose_name = "dossier de pièces"

    def __str__(self) -> str:
        return f"{self.owner} {self.pk}"


def folder_field() -> Any:
    """The field of a row that has files: its folder, made with the first file and never changed."""
    return models.OneToOneField(
        Folder, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="pièces"
    )


class File(models.Model):
    """A file, with its type (found from its content) and its hash; its bytes are in `FileContent`.

    When it is withdrawn, its bytes are deleted; its name and hash are kept.
    """

    public_id = unique_id()
    folder = models.ForeignKey(Folder, models.PROTECT, related_name="files")
    kind = models.CharField("nature de la pièce", max_length=20, choices=FileKind)
    title = models.CharField("intitulé", max_length=200)
    file_name = models.CharField("nom du fichier", max_length=200)
    content_type = models.CharField("type", max_length=100)
    size = models.PositiveIntegerField("taille, en octets")
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    added_by = models.CharField("ajouté par", max_length=150)
    added_at = models.DateTimeField("ajouté le", editable=False)
    withdrawn_reason = models.CharField(
        "motif du retrait",
        max_length=300,
        blank=True,
        help_text="Il reste affiché avec le nom de la pièce.",
    )
    withdrawn_at = models.DateTimeField("retiré le", null=True, editable=False)

    personal = {"acte d’un agent": "added_by"}
    objects = FileQuerySet.as_manager()

    class Meta:
        verbose_name = "pièce"
        constraints = [
            positive("file_has_a_size", "size"),
            models.UniqueConstraint(
                fields=["folder", "sha256"],
                condition=Q(withdrawn_at__isnull=True),
                name="file_kept_once",
                violation_error_message="Ce fichier est déjà joint ici.",
            ),
            models.CheckConstraint(
                name="file_withdrawn_has_reason",
                condition=Q(withdrawn_at__isnull=True, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
                violation_error_message="Indiquez le motif du retrait.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def word(self) -> str:
        """The short name of its type: `PDF`."""
        return BY_CONTENT_TYPE[self.content_type].word

    @property
    def weight(self) -> str:
        return weight(self.size)


class FileContent(models.Model):
    """The bytes of a file, read only when it is downloaded."""

    file = models.OneToOneField(File, models.CASCADE, primary_key=True, related_name="body")
    content = models.BinaryField("contenu")

    class Meta:
        verbose_name = "contenu d’une pièce"

    def __str__(self) -> str:
        return str(self.file)
