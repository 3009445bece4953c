"""Texts have parties, avenants open blocks, conventions end."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("conventions", "0005_visas_and_opinions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Party",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="ordre")),
                (
                    "quality",
                    models.CharField(
                        choices=[
                            ("funder", "Financeur"),
                            ("managing_authority", "Autorité de gestion"),
                            ("holder", "Porteur"),
                            ("partner", "Partenaire"),
                        ],
                        max_length=20,
                        verbose_name="qualité",
                    ),
                ),
                (
                    "represented_by",
                    models.CharField(blank=True, max_length=120, verbose_name="représentée par"),
                ),
                (
                    "represented_as",
                    models.CharField(blank=True, max_length=120, verbose_name="en qualité de"),
                ),
            ],
            options={
                "verbose_name": "partie",
            },
        ),
        migrations.AddField(
            model_name="avenant",
            name="blocks",
            field=models.JSONField(default=list, verbose_name="parties ouvertes"),
        ),
        migrations.AddField(
            model_name="convention",
            name="end_reason",
            field=models.CharField(blank=True, max_length=300, verbose_name="motif de la fin"),
        ),
        migrations.AddField(
            model_name="convention",
            name="ended_at",
            field=models.DateTimeField(
                editable=False, null=True, verbose_name="fin enregistrée le"
            ),
        ),
        migrations.AddField(
            model_name="convention",
            name="ended_on",
            field=models.DateField(null=True, verbose_name="close ou résiliée le"),
        ),
        migrations.AddField(
            model_name="convention",
            name="funder_quality",
            field=models.CharField(
                choices=[("funder", "Financeur"), ("managing_authority", "Autorité de gestion")],
                default="funder",
                max_length=20,
                verbose_name="qualité",
            ),
        ),
        migrations.AddConstraint(
            model_name="convention",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_on__isnull", False), ("state__in", ["closed", "terminated"])),
                    models.Q(
                        models.Q(("state__in", ["closed", "terminated"]), _negated=True),
                        ("ended_on__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="convention_ended_has_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="convention",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", False), ("state__in", ["closed", "terminated"])),
                    models.Q(
                        models.Q(("state__in", ["closed", "terminated"]), _negated=True),
                        ("ended_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="convention_ended_has_instant",
            ),
        ),
        migrations.AddConstraint(
            model_name="convention",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "terminated"), _negated=True),
                    models.Q(("end_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="convention_terminated_has_reason",
                violation_error_message="Indiquez le motif de la résiliation.",
            ),
        ),
        migrations.AddField(
            model_name="party",
            name="avenant",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="parties",
                to="conventions.avenant",
            ),
        ),
        migrations.AddField(
            model_name="party",
            name="convention",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="parties",
                to="conventions.convention",
            ),
        ),
        migrations.AddField(
            model_name="party",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organisation",
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.UniqueConstraint(
                fields=("convention", "avenant", "organisation"),
                name="party_once_per_text",
                nulls_distinct=False,
                violation_error_message="Cette organisation est déjà partie à ce texte.",
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.UniqueConstraint(
                fields=("convention", "avenant", "position"),
                name="party_in_order",
                nulls_distinct=False,
            ),
        ),
    ]
