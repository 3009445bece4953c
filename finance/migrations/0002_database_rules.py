"""What the database itself refuses of finance."""

from django.db import migrations

from common.constraints import append_only

# A payment is never changed nor deleted.
PAYMENTS = [append_only("finance_payment")]


class Migration(migrations.Migration):
    dependencies = [("finance", "0001_initial"), ("audit", "0002_database_rules")]

    operations = [
        *PAYMENTS,
    ]
