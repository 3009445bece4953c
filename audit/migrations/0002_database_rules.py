"""The journal never changes; the extensions and the function that the other apps use."""

from django.contrib.postgres.operations import BtreeGistExtension, UnaccentExtension
from django.db import migrations

from common.constraints import REFUSE_CHANGE, append_only, function


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    # Exclusion constraints of first migrations need btree_gist; all apps above stand on accounts.
    run_before = [("accounts", "0001_initial")]

    operations = [
        # Overlapping periods of one thing are refused.
        BtreeGistExtension(),
        # A place is found with or without its accents.
        UnaccentExtension(),
        # What `append_only` calls.
        function(
            REFUSE_CHANGE,
            """
BEGIN
  RAISE EXCEPTION 'append-only: % of % refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END
""",
        ),
        # The journal is never changed nor deleted.
        append_only("audit_event"),
    ]
