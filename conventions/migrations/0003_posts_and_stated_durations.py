"""Posts of a third party's budget; what a duration runs from, and what is due at the end."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conventions", "0002_clauses_in_force_never_change"),
    ]

    operations = [
        migrations.AddField(
            model_name="subsidyitem",
            name="part_of",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="posts",
                to="conventions.subsidyitem",
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
                    ("budget", "Budget du projet"),
                    ("eligible_base", "Dépenses éligibles"),
                    ("grant_max", "Subvention maximale"),
                    ("aid_rate", "Taux d’aide énoncé"),
                    ("basis", "Base de règlement"),
                    ("engineering_cap", "Plafond des coûts annexes, du total"),
                    ("new_spending_only", "Dépenses nouvelles"),
                    ("window_start", "Premier jour des dépenses éligibles"),
                    ("window_end", "Dernier jour des dépenses éligibles"),
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
                    ("monthly", "Chaque mois"),
                    ("quarterly", "Chaque trimestre"),
                    ("at_end", "À l’achèvement"),
                ],
                max_length=20,
                verbose_name="rythme",
            ),
        ),
    ]
