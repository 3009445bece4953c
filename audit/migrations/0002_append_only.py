"""The journal never changes; the extensions and the function that later tables use."""

from django.contrib.postgres.operations import BtreeGistExtension, UnaccentExtension
from django.db import migrations

from common.constraints import REFUSE_CHANGE, append_only


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        BtreeGistExtension(),
        UnaccentExtension(),
        migrations.RunSQL(REFUSE_CHANGE, "DROP FUNCTION passnum_refuse_change()"),
        append_only("audit_event"),
    ]
