"""The publics of a version stay as its decisions read them, so that each can be replayed."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION beneficiaries_category_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM beneficiaries_decision
    WHERE version_id IN (
      CASE WHEN TG_OP <> 'INSERT' THEN OLD.version_id END,
      CASE WHEN TG_OP <> 'DELETE' THEN NEW.version_id END
    )
  ) THEN
    RAISE EXCEPTION 'decisions stand on this version: % of % refused', TG_OP, TG_TABLE_NAME
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER category_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON beneficiaries_category
  FOR EACH ROW EXECUTE FUNCTION beneficiaries_category_is_fixed();
"""
ALLOW = """
DROP TRIGGER category_is_fixed ON beneficiaries_category;
DROP FUNCTION beneficiaries_category_is_fixed;
"""


class Migration(migrations.Migration):
    dependencies = [("beneficiaries", "0002_decisions_never_change")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
