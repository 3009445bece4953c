"""A decision and the request it answers are never changed nor deleted."""

from django.db import migrations

from common.constraints import append_only


class Migration(migrations.Migration):
    dependencies = [("beneficiaries", "0001_initial"), ("audit", "0002_append_only")]

    operations = [
        append_only("beneficiaries_decision"),
        append_only("beneficiaries_request"),
    ]
