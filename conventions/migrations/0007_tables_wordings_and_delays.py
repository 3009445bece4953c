"""Values may be tables and keep their wording; obligations may be delays."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conventions", "0006_parties_blocks_and_ends"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="clause",
            name="clause_has_one_value",
        ),
        migrations.AddField(
            model_name="clause",
            name="table",
            field=models.JSONField(null=True, verbose_name="lignes"),
        ),
        migrations.AddField(
            model_name="clause",
            name="wording",
            field=models.TextField(blank=True, verbose_name="rédaction"),
        ),
        migrations.AddField(
            model_name="obligation",
            name="counted_from",
            field=models.CharField(
                blank=True,
                choices=[
                    ("action_start", "Début de l’action"),
                    ("signature", "Signature de la convention"),
                ],
                max_length=20,
                verbose_name="délai compté depuis",
            ),
        ),
        migrations.AddField(
            model_name="obligation",
            name="delay_months",
            field=models.PositiveSmallIntegerField(null=True, verbose_name="délai, en mois"),
        ),
        migrations.AddField(
            model_name="obligation",
            name="nature",
            field=models.CharField(
                choices=[
                    ("send", "À transmettre"),
                    ("attend", "Présence à une réunion"),
                    ("do", "À faire"),
                ],
                default="send",
                max_length=10,
                verbose_name="nature",
            ),
        ),
        migrations.AddField(
            model_name="obligation",
            name="replaces",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="conventions.obligation",
            ),
        ),
        migrations.AlterField(
            model_name="clause",
            name="kind",
            field=models.CharField(
                choices=[
                    ("action_start", "Début de l’action"),
                    ("action_end", "Fin de l’action"),
                    ("duration_months", "Durée énoncée"),
                    ("duration_from", "Départ énoncé de la durée"),
                    ("extension_months", "Prolongation énoncée"),
                    ("passes_target", "Pass à déployer"),
                    ("schedule", "Échéancier de déploiement"),
                    ("deployment_steps", "Étapes de l’échéancier"),
                    ("target_shares", "Parts de public visées"),
                    ("budget", "Budget du projet"),
                    ("eligible_base", "Dépenses éligibles"),
                    ("grant_max", "Subvention maximale"),
                    ("aid_rate", "Taux d’aide énoncé"),
                    ("basis", "Base de règlement"),
                    ("engineering_cap", "Plafond des coûts annexes, du total"),
                    ("engineering_basis", "Base de ce plafond"),
                    ("new_spending_only", "Dépenses nouvelles"),
                    ("window_start", "Premier jour des dépenses éligibles"),
                    ("window_end", "Dernier jour des dépenses éligibles"),
                    ("payments", "Versements prévus"),
                ],
                max_length=30,
                verbose_name="objet",
            ),
        ),
        migrations.AlterField(
            model_name="obligation",
            name="cadence",
            field=models.CharField(
                choices=[
                    ("once", "Une fois"),
                    ("within", "Dans un délai"),
                    ("monthly", "Chaque mois"),
                    ("quarterly", "Chaque trimestre"),
                    ("at_end", "À l’achèvement"),
                ],
                max_length=20,
                verbose_name="rythme",
            ),
        ),
        migrations.AddConstraint(
            model_name="clause",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("amount__isnull", True),
                        ("day__isnull", True),
                        ("number__isnull", True),
                        ("rate__isnull", True),
                        ("table__isnull", True),
                        models.Q(("text", ""), _negated=True),
                    ),
                    models.Q(
                        ("amount__isnull", True),
                        ("day__isnull", False),
                        ("number__isnull", True),
                        ("rate__isnull", True),
                        ("table__isnull", True),
                        ("text", ""),
                    ),
                    models.Q(
                        ("amount__isnull", False),
                        ("day__isnull", True),
                        ("number__isnull", True),
                        ("rate__isnull", True),
                        ("table__isnull", True),
                        ("text", ""),
                    ),
                    models.Q(
                        ("amount__isnull", True),
                        ("day__isnull", True),
                        ("number__isnull", False),
                        ("rate__isnull", True),
                        ("table__isnull", True),
                        ("text", ""),
                    ),
                    models.Q(
                        ("amount__isnull", True),
                        ("day__isnull", True),
                        ("number__isnull", True),
                        ("rate__isnull", False),
                        ("table__isnull", True),
                        ("text", ""),
                    ),
                    models.Q(
                        ("amount__isnull", True),
                        ("day__isnull", True),
                        ("number__isnull", True),
                        ("rate__isnull", True),
                        ("table__isnull", False),
                        ("text", ""),
                    ),
                    _connector="OR",
                ),
                name="clause_has_one_value",
            ),
        ),
        migrations.AddConstraint(
            model_name="obligation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("cadence", "within"),
                        ("delay_months__isnull", False),
                        models.Q(("counted_from", ""), _negated=True),
                    ),
                    models.Q(
                        ("counted_from", ""),
                        ("delay_months__isnull", True),
                        models.Q(("cadence", "within"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="obligation_delay_has_its_start",
                violation_error_message="Indiquez le délai en mois et d’où il se compte.",
            ),
        ),
    ]
