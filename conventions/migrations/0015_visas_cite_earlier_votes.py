"""A vote cites votes of its programme, of the same day or earlier."""

from django.db import migrations

VISAS = """
CREATE FUNCTION conventions_visa_cites_earlier() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE citing record; cited record;
BEGIN
  SELECT programme_id, session_on INTO citing FROM conventions_deliberation
    WHERE id = NEW.deliberation_id FOR SHARE;
  SELECT programme_id, session_on INTO cited FROM conventions_deliberation
    WHERE id = NEW.cites_id FOR SHARE;
  IF citing.programme_id <> cited.programme_id THEN
    RAISE EXCEPTION 'visa: cites a vote of another programme'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'visa_of_its_programme';
  END IF;
  IF cited.session_on > citing.session_on THEN
    RAISE EXCEPTION 'visa: cites a later vote'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'visa_cites_earlier';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER visa_cites_earlier BEFORE INSERT OR UPDATE ON conventions_visa FOR EACH ROW
  WHEN (NEW.cites_id IS NOT NULL) EXECUTE FUNCTION conventions_visa_cites_earlier();
CREATE FUNCTION conventions_session_keeps_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
      SELECT 1 FROM conventions_visa visa
      JOIN conventions_deliberation cited ON cited.id = visa.cites_id
      WHERE visa.deliberation_id = NEW.id AND cited.session_on > NEW.session_on)
    OR EXISTS (
      SELECT 1 FROM conventions_visa visa
      JOIN conventions_deliberation citing ON citing.id = visa.deliberation_id
      WHERE visa.cites_id = NEW.id AND citing.session_on < NEW.session_on) THEN
    RAISE EXCEPTION 'deliberation: its session would follow a vote that cites it'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'visa_cites_earlier';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER session_keeps_order AFTER UPDATE ON conventions_deliberation FOR EACH ROW
  WHEN (NEW.session_on <> OLD.session_on) EXECUTE FUNCTION conventions_session_keeps_order();
"""
UNDO_VISAS = """
DROP TRIGGER session_keeps_order ON conventions_deliberation;
DROP FUNCTION conventions_session_keeps_order();
DROP TRIGGER visa_cites_earlier ON conventions_visa;
DROP FUNCTION conventions_visa_cites_earlier();
"""


class Migration(migrations.Migration):
    dependencies = [("conventions", "0014_attachments_stay")]

    operations = [migrations.RunSQL(VISAS, UNDO_VISAS)]
