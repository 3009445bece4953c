"""Budget lines in parts, limits of aid, payments of subsidies."""

import common.fields
import django.db.models.deletion
import uuid
from django.contrib.postgres.functions import RandomUUID
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conventions", "0007_tables_wordings_and_delays"),
    ]

    operations = [
        migrations.CreateModel(
            name="SubsidyPayment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("paid_on", models.DateField(verbose_name="payée le")),
                ("amount", common.fields.EuroField(verbose_name="montant")),
                ("mandat_number", models.CharField(max_length=40, verbose_name="mandat")),
            ],
            options={
                "verbose_name": "paiement de subvention",
            },
        ),
        migrations.AddField(
            model_name="budgetline",
            name="budget_programme",
            field=models.CharField(blank=True, max_length=20, verbose_name="programme budgétaire"),
        ),
        migrations.AddField(
            model_name="budgetline",
            name="chapter",
            field=models.CharField(blank=True, max_length=10, verbose_name="chapitre"),
        ),
        migrations.AddField(
            model_name="budgetline",
            name="credits",
            field=common.fields.EuroField(null=True, verbose_name="CP"),
        ),
        migrations.AddField(
            model_name="budgetline",
            name="function",
            field=models.CharField(blank=True, max_length=10, verbose_name="fonction"),
        ),
        migrations.AddField(
            model_name="budgetline",
            name="nature",
            field=models.CharField(blank=True, max_length=10, verbose_name="nature"),
        ),
        migrations.AddField(
            model_name="budgetline",
            name="norm",
            field=models.CharField(
                blank=True,
                choices=[("M52", "M52 (départements)"), ("M57", "M57"), ("M71", "M71 (régions)")],
                max_length=10,
                verbose_name="nomenclature",
            ),
        ),
        migrations.AddField(
            model_name="budgetline",
            name="proposed",
            field=common.fields.EuroField(null=True, verbose_name="proposition"),
        ),
        migrations.AddField(
            model_name="plan",
            name="aid_limit",
            field=models.DecimalField(
                decimal_places=5,
                max_digits=9,
                null=True,
                verbose_name="plafond d’aides publiques, en %",
            ),
        ),
        migrations.AddField(
            model_name="plan",
            name="limit_reason",
            field=models.CharField(blank=True, max_length=300, verbose_name="règle du plafond"),
        ),
        migrations.AddField(
            model_name="plan",
            name="public_id",
            # Made by the database, row by row, for the plans that are there already.
            field=models.UUIDField(
                default=uuid.uuid4, db_default=RandomUUID(), editable=False, unique=True
            ),
        ),
        migrations.AlterField(
            model_name="plan",
            name="public_id",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.AddField(
            model_name="subsidy",
            name="report_due_on",
            field=models.DateField(null=True, verbose_name="bilan attendu le"),
        ),
        migrations.AddField(
            model_name="subsidy",
            name="report_received_on",
            field=models.DateField(null=True, verbose_name="bilan reçu le"),
        ),
        migrations.AlterField(
            model_name="budgetline",
            name="available",
            field=common.fields.EuroField(null=True, verbose_name="disponible"),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("aid_limit__isnull", True), ("limit_reason", "")),
                    models.Q(
                        ("aid_limit__gt", 0),
                        ("aid_limit__lte", 100),
                        models.Q(("limit_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="plan_limit_is_a_part",
                violation_error_message="Indiquez un plafond entre 0 et 100 %, et sa règle.",
            ),
        ),
        migrations.AddField(
            model_name="subsidypayment",
            name="subsidy",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payments",
                to="conventions.subsidy",
            ),
        ),
        migrations.AddConstraint(
            model_name="subsidypayment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="subsidy_payment_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="subsidypayment",
            constraint=models.UniqueConstraint(
                fields=("subsidy", "mandat_number"), name="subsidy_payment_unique"
            ),
        ),
    ]
