"""A qualification ends, it is never deleted: sessions were paid under it."""

from django.db import migrations

KEEP = """
CREATE TRIGGER qualification_kept BEFORE DELETE ON places_qualification
  FOR EACH ROW EXECUTE FUNCTION passnum_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0002_unknown_values_may_be_blank"),
        ("audit", "0002_append_only"),
    ]

    operations = [
        migrations.RunSQL(KEEP, "DROP TRIGGER qualification_kept ON places_qualification")
    ]
