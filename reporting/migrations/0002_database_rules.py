"""What the database itself refuses of the reports."""

from django.db import migrations

from common.constraints import append_only


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_initial"), ("audit", "0002_database_rules")]

    operations = [
        # A report that is ready is never changed nor deleted.
        append_only("reporting_report", when="OLD.state = 'ready'"),
    ]
