"""Unknown values may be left blank."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("beneficiaries", "0003_categories_that_judged_never_change"),
        ("conventions", "0003_posts_and_stated_durations"),
    ]

    operations = [
        migrations.AlterField(
            model_name="category",
            name="max_age",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="âge maximal"
            ),
        ),
        migrations.AlterField(
            model_name="category",
            name="min_age",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="âge minimal"
            ),
        ),
        migrations.AlterField(
            model_name="category",
            name="passes_granted_alone",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="pass accordés à une personne seule"
            ),
        ),
        migrations.AlterField(
            model_name="category",
            name="statuses",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("rsa", "Bénéficiaire du revenu de solidarité active (RSA)"),
                        ("ase", "Jeune suivi par l’aide sociale à l’enfance (ASE)"),
                        ("pupil", "Collégien"),
                        ("disability", "Personne en situation de handicap"),
                        ("jobseeker", "Demandeur d’emploi"),
                        ("insertion", "En parcours d’insertion"),
                        ("trainee", "Stagiaire de la formation professionnelle"),
                        ("apprentice", "En contrat d’apprentissage"),
                        ("pacea", "En PACEA avec une mission locale"),
                        ("cej", "En contrat d’engagement jeune"),
                        ("final_year_pro", "En terminale de bac professionnel"),
                        ("final_year_cap", "En dernière année de CAP"),
                        ("production_school", "En école de production"),
                        ("iae", "Suivi par une structure d’insertion par l’activité économique"),
                        ("health_student", "Étudiant des formations sanitaires et sociales"),
                        ("volunteer", "Bénévole d’une association"),
                        ("lycee_pupil", "Lycéen repéré par un établissement partenaire"),
                        ("none", "Aucune de ces situations"),
                    ],
                    max_length=30,
                ),
                blank=True,
                default=list,
                help_text="Vide : toute situation.",
                size=None,
                verbose_name="situations admises",
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="category",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="beneficiaries.category",
            ),
        ),
        migrations.AlterField(
            model_name="reglementversion",
            name="deliberation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reglements",
                to="conventions.deliberation",
            ),
        ),
        migrations.AlterField(
            model_name="reglementversion",
            name="ends_on",
            field=models.DateField(blank=True, null=True, verbose_name="jusqu’au"),
        ),
        migrations.AlterField(
            model_name="request",
            name="proof_dated_on",
            field=models.DateField(blank=True, null=True, verbose_name="daté du"),
        ),
    ]
