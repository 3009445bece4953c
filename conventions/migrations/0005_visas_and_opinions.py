"""Votes say what they cite and which opinions they heard."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conventions", "0004_signatures_and_commitments_hold"),
    ]

    operations = [
        migrations.CreateModel(
            name="Opinion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="ordre")),
                ("committee", models.CharField(max_length=200, verbose_name="commission")),
                ("given_on", models.DateField(null=True, verbose_name="rendu le")),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("favourable", "Favorable"),
                            ("unfavourable", "Défavorable"),
                            ("unknown", "Sens non communiqué"),
                        ],
                        default="unknown",
                        max_length=20,
                        verbose_name="avis",
                    ),
                ),
            ],
            options={
                "verbose_name": "avis de commission",
            },
        ),
        migrations.CreateModel(
            name="Visa",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="ordre")),
                (
                    "origin",
                    models.CharField(
                        choices=[("text", "Visa du texte"), ("staff", "Rattachement saisi")],
                        max_length=10,
                        verbose_name="origine",
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="texte")),
            ],
            options={
                "verbose_name": "visa",
            },
        ),
        migrations.AddField(
            model_name="deliberation",
            name="decision",
            field=models.TextField(blank=True, verbose_name="décision"),
        ),
        migrations.AddField(
            model_name="opinion",
            name="deliberation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="opinions",
                to="conventions.deliberation",
            ),
        ),
        migrations.AddField(
            model_name="visa",
            name="cites",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cited_by",
                to="conventions.deliberation",
            ),
        ),
        migrations.AddField(
            model_name="visa",
            name="deliberation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="visas",
                to="conventions.deliberation",
            ),
        ),
        migrations.AddConstraint(
            model_name="opinion",
            constraint=models.UniqueConstraint(
                fields=("deliberation", "position"), name="opinion_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="visa",
            constraint=models.UniqueConstraint(
                fields=("deliberation", "position"), name="visa_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="visa",
            constraint=models.UniqueConstraint(
                condition=models.Q(("origin", "staff")),
                fields=("deliberation", "cites"),
                name="visa_tied_once",
                violation_error_message="Ces deux délibérations sont déjà rattachées.",
            ),
        ),
        migrations.AddConstraint(
            model_name="visa",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("origin", "text"), models.Q(("text", ""), _negated=True)),
                    models.Q(("cites__isnull", False), ("origin", "staff")),
                    _connector="OR",
                ),
                name="visa_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="visa",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cites__isnull", True),
                    models.Q(("cites", models.F("deliberation")), _negated=True),
                    _connector="OR",
                ),
                name="visa_cites_another",
                violation_error_message="Une délibération ne se vise pas elle-même.",
            ),
        ),
    ]
