"""What the database itself refuses of findings."""

from django.db import migrations

from common.constraints import append_only

# An acceptance that was withdrawn is never changed nor deleted.
ACCEPTANCES = [append_only("findings_acceptance", when="OLD.withdrawn_at IS NOT NULL")]


class Migration(migrations.Migration):
    dependencies = [("findings", "0001_initial"), ("audit", "0002_database_rules")]

    operations = [
        *ACCEPTANCES,
    ]
