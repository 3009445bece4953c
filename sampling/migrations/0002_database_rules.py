"""What the database itself refuses of draws."""

from django.db import migrations

from common.constraints import append_only


class Migration(migrations.Migration):
    dependencies = [("sampling", "0001_initial"), ("audit", "0002_database_rules")]

    # Who draws again until the sample suits them leaves each draw behind.
    operations = [append_only("sampling_draw")]
