"""A clause or an obligation in force is never changed nor deleted."""

from django.db import migrations

from common.constraints import append_only


class Migration(migrations.Migration):
    dependencies = [("conventions", "0001_initial"), ("audit", "0002_append_only")]

    operations = [
        append_only("conventions_clause", when="OLD.effective_on IS NOT NULL"),
        append_only("conventions_obligation", when="OLD.effective_on IS NOT NULL"),
        append_only("conventions_calendar"),
        append_only("conventions_commitment"),
    ]
