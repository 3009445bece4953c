"""What the database itself refuses of the places."""

from django.db import migrations

from common.constraints import REFUSE_CHANGE, trigger


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial"), ("audit", "0002_database_rules")]

    operations = [
        # A qualification ends, it is never deleted: sessions were paid under it.
        trigger("qualification_kept", "BEFORE DELETE ON places_qualification", calls=REFUSE_CHANGE),
    ]
