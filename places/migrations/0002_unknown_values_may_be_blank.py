"""Unknown values may be left blank; overseas regions have codes of three characters."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="commune",
            name="epci",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="communes",
                to="places.epci",
            ),
        ),
        migrations.AlterField(
            model_name="commune",
            name="postcodes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=5),
                blank=True,
                size=None,
                verbose_name="codes postaux",
            ),
        ),
        migrations.AlterField(
            model_name="commune",
            name="region",
            field=models.CharField(max_length=3, verbose_name="région"),
        ),
        migrations.AlterField(
            model_name="place",
            name="services",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("procedures", "Aide aux démarches administratives"),
                        ("daily_tools", "Maîtrise des outils numériques du quotidien"),
                        ("employment", "Insertion professionnelle via le numérique"),
                        ("safety", "Utilisation sécurisée du numérique"),
                        ("parenting", "Parentalité et éducation avec le numérique"),
                        ("leisure", "Loisirs et créations numériques"),
                        ("culture", "Compréhension du monde numérique"),
                        ("access", "Accès internet et matériel informatique"),
                        ("equipment", "Acquisition de matériel informatique à prix solidaire"),
                    ],
                    max_length=20,
                ),
                blank=True,
                default=list,
                size=None,
                verbose_name="services",
            ),
        ),
        migrations.AlterField(
            model_name="qualification",
            name="ends_on",
            field=models.DateField(blank=True, null=True, verbose_name="jusqu’au"),
        ),
    ]
