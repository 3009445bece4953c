"""A convention says until when its due days are planned; who sees to an obligation may change."""

from django.db import migrations, models

from common.constraints import append_only

OTHERS = "(to_jsonb(NEW) - 'responsible_id') IS DISTINCT FROM (to_jsonb(OLD) - 'responsible_id')"
KEPT = f"""
DROP TRIGGER append_only ON conventions_obligation;
CREATE TRIGGER kept BEFORE DELETE ON conventions_obligation
  FOR EACH ROW WHEN (OLD.effective_on IS NOT NULL) EXECUTE FUNCTION passnum_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE ON conventions_obligation
  FOR EACH ROW WHEN (OLD.effective_on IS NOT NULL AND {OTHERS})
  EXECUTE FUNCTION passnum_refuse_change();
"""
UNDO_KEPT = (
    """
DROP TRIGGER kept ON conventions_obligation;
DROP TRIGGER append_only ON conventions_obligation;
"""
    + append_only("conventions_obligation", when="OLD.effective_on IS NOT NULL").sql
)


class Migration(migrations.Migration):
    dependencies = [("conventions", "0012_numbers_follow_and_texts_agree")]

    operations = [
        migrations.AddField(
            model_name="convention",
            name="planned_on",
            field=models.DateField(
                editable=False, null=True, verbose_name="échéances calculées le"
            ),
        ),
        migrations.RunSQL(KEPT, UNDO_KEPT),
    ]
