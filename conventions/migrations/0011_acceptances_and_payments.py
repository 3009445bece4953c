"""Findings that staff accept, and the payments that they look at."""

import common.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conventions", "0010_attachments"),
    ]

    operations = [
        migrations.CreateModel(
            name="Acceptance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("finding", models.SlugField(max_length=40, verbose_name="constat")),
                ("fingerprint", models.CharField(max_length=64, verbose_name="empreinte")),
                ("sentence", models.CharField(max_length=600, verbose_name="phrase")),
                ("reason", models.CharField(max_length=300, verbose_name="motif")),
                ("accepted_by", models.CharField(max_length=150, verbose_name="accepté par")),
                ("accepted_at", models.DateTimeField(editable=False, verbose_name="accepté le")),
                (
                    "withdrawn_by",
                    models.CharField(blank=True, max_length=150, verbose_name="repris par"),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="repris le"),
                ),
            ],
            options={
                "verbose_name": "écart accepté",
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(max_length=80, verbose_name="référence")),
                ("paid_on", models.DateField(verbose_name="payé le")),
                ("amount", common.fields.EuroField(verbose_name="montant HT")),
            ],
            options={
                "verbose_name": "paiement",
            },
        ),
        migrations.AddField(
            model_name="acceptance",
            name="convention",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="acceptances",
                to="conventions.convention",
            ),
        ),
        migrations.AddField(
            model_name="acceptance",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="acceptances",
                to="conventions.programme",
            ),
        ),
        migrations.AddField(
            model_name="payment",
            name="convention",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payments",
                to="conventions.convention",
            ),
        ),
        migrations.AddConstraint(
            model_name="acceptance",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("programme", "fingerprint"),
                name="acceptance_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="acceptance",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True),
                name="acceptance_has_reason",
                violation_error_message="Indiquez pourquoi cet écart est accepté.",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                fields=("convention", "reference"), name="payment_counted_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="payment_positive"
            ),
        ),
    ]
