"""Files kept with votes, texts, occurrences and subsidies."""

import django.db.models.deletion
import django.db.models.lookups
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("conventions", "0009_occurrences_reminders_and_feeds"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("text", "Texte"),
                            ("signed", "Texte signé"),
                            ("annex", "Annexe"),
                            ("proof", "Justificatif"),
                            ("report", "Bilan"),
                            ("other", "Autre pièce"),
                        ],
                        max_length=20,
                        verbose_name="nature",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="intitulé")),
                ("file_name", models.CharField(max_length=200, verbose_name="nom du fichier")),
                ("content_type", models.CharField(max_length=100, verbose_name="type")),
                ("size", models.PositiveIntegerField(verbose_name="taille, en octets")),
                ("sha256", models.CharField(max_length=64, verbose_name="empreinte SHA-256")),
                ("added_by", models.CharField(max_length=150, verbose_name="ajouté par")),
                ("added_at", models.DateTimeField(editable=False, verbose_name="ajouté le")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="motif du retrait"),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="retiré le"),
                ),
            ],
            options={
                "verbose_name": "pièce",
            },
        ),
        migrations.CreateModel(
            name="AttachmentBody",
            fields=[
                (
                    "attachment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="body",
                        serialize=False,
                        to="conventions.attachment",
                    ),
                ),
                ("content", models.BinaryField(verbose_name="contenu")),
            ],
            options={
                "verbose_name": "contenu d’une pièce",
            },
        ),
        migrations.AddField(
            model_name="attachment",
            name="avenant",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attachments",
                to="conventions.avenant",
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="convention",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attachments",
                to="conventions.convention",
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="deliberation",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attachments",
                to="conventions.deliberation",
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attachments",
                to="conventions.programme",
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="subsidy",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attachments",
                to="conventions.subsidy",
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="occurrence",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attachments",
                to="conventions.occurrence",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(("size__gte", 0)), name="attachment_has_a_size"
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.Exact(
                    models.Func(
                        models.F("deliberation"),
                        models.F("convention"),
                        models.F("avenant"),
                        models.F("occurrence"),
                        models.F("subsidy"),
                        function="num_nonnulls",
                        output_field=models.IntegerField(),
                    ),
                    1,
                ),
                name="attachment_belongs_to_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_reason", "")),
                    models.Q(
                        ("withdrawn_at__isnull", False),
                        models.Q(("withdrawn_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="attachment_withdrawn_has_reason",
                violation_error_message="Indiquez le motif du retrait.",
            ),
        ),
        migrations.CreateModel(
            name="Proof",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("attendance", "Présence"),
                            ("sent", "Envoi"),
                            ("other", "Autre pièce"),
                        ],
                        max_length=20,
                        verbose_name="nature",
                    ),
                ),
                ("on", models.DateField(verbose_name="jour")),
                (
                    "who",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="membre présent ou destinataire"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="mention")),
                (
                    "recorded_at",
                    models.DateTimeField(editable=False, verbose_name="enregistrée le"),
                ),
            ],
            options={
                "verbose_name": "justificatif",
            },
        ),
        migrations.AddField(
            model_name="proof",
            name="attachment",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proves",
                to="conventions.attachment",
            ),
        ),
        migrations.AddField(
            model_name="proof",
            name="occurrence",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proofs",
                to="conventions.occurrence",
            ),
        ),
        migrations.AddConstraint(
            model_name="proof",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "attendance"), _negated=True),
                    models.Q(("who", ""), _negated=True),
                    _connector="OR",
                ),
                name="proof_attendance_names_who",
                violation_error_message="Indiquez qui représentait la collectivité.",
            ),
        ),
    ]
