"""What the database itself refuses of deadlines."""

from django.db import migrations

from common.constraints import keeps_folder

# The files of an occurrence stay with it.
FOLDERS = keeps_folder("deadlines_occurrence")


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0001_initial"), ("audit", "0002_database_rules")]

    operations = [
        *FOLDERS,
    ]
