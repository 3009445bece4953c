"""A person keeps their programme, and a version its days once decisions stand on it."""

from django.db import migrations

PERSON = """
CREATE FUNCTION beneficiaries_person_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'person: belongs to one programme'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'person_of_one_programme';
END $$;
CREATE TRIGGER person_of_one_programme BEFORE UPDATE OF programme_id ON beneficiaries_person
  FOR EACH ROW WHEN (OLD.programme_id <> NEW.programme_id)
  EXECUTE FUNCTION beneficiaries_person_stays();
"""
UNDO_PERSON = """
DROP TRIGGER person_of_one_programme ON beneficiaries_person;
DROP FUNCTION beneficiaries_person_stays();
"""
# An open version may still be closed: its requests were filed before.
VERSION = """
CREATE FUNCTION beneficiaries_version_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM beneficiaries_decision decision
      JOIN beneficiaries_request request ON request.id = decision.request_id
    WHERE decision.version_id = OLD.id
      AND (OLD.programme_id <> NEW.programme_id OR OLD.starts_on <> NEW.starts_on
           OR request.filed_on > NEW.ends_on)
  ) THEN
    RAISE EXCEPTION 'decisions stand on this version: its days are kept'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'version_fixed';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER version_fixed BEFORE UPDATE ON beneficiaries_reglementversion
  FOR EACH ROW EXECUTE FUNCTION beneficiaries_version_is_fixed();
"""
UNDO_VERSION = """
DROP TRIGGER version_fixed ON beneficiaries_reglementversion;
DROP FUNCTION beneficiaries_version_is_fixed();
"""


class Migration(migrations.Migration):
    dependencies = [("beneficiaries", "0004_unknown_values_may_be_blank")]

    operations = [
        migrations.RunSQL(PERSON, UNDO_PERSON),
        migrations.RunSQL(VERSION, UNDO_VERSION),
    ]
