from django.db import migrations, models


class Migration(migrations.Migration):
    """An obligation comes once in a text: what an abandoned avenant said may be said again."""

    dependencies = [("conventions", "0015_visas_cite_earlier_votes")]

    operations = [
        migrations.RemoveConstraint(model_name="obligation", name="obligation_unique"),
        migrations.AddConstraint(
            model_name="obligation",
            constraint=models.UniqueConstraint(
                fields=["convention", "avenant", "title", "due_on"],
                name="obligation_unique",
                nulls_distinct=False,
            ),
        ),
    ]
