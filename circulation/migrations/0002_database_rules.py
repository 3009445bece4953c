"""What the database itself refuses of reminders."""

from django.db import migrations

from common.constraints import REFUSE_CHANGE, trigger


class Migration(migrations.Migration):
    dependencies = [
        ("circulation", "0001_initial"),
        ("audit", "0002_database_rules"),
    ]

    # They are deleted with the data of the person, and change in nothing else.
    operations = [
        trigger("reminder_stays", "BEFORE UPDATE ON circulation_usereminder", calls=REFUSE_CHANGE)
    ]
