"""What the database itself refuses of deliberations."""

from django.db import migrations

from common.constraints import append_only, keeps_folder, trigger

# A vote cites votes of its programme, of the same day or earlier.
VISAS = [
    trigger(
        "visa_cites_earlier",
        "BEFORE INSERT OR UPDATE ON deliberations_visa",
        calls="deliberations_visa_cites_earlier",
        when="NEW.cites_id IS NOT NULL",
        body="""
DECLARE citing record; cited record;
BEGIN
  SELECT programme_id, session_on INTO citing FROM deliberations_deliberation
    WHERE id = NEW.deliberation_id FOR SHARE;
  SELECT programme_id, session_on INTO cited FROM deliberations_deliberation
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
END
""",
    ),
    trigger(
        "session_keeps_order",
        "AFTER UPDATE ON deliberations_deliberation",
        calls="deliberations_session_keeps_order",
        when="NEW.session_on <> OLD.session_on",
        body="""
BEGIN
  IF EXISTS (
      SELECT 1 FROM deliberations_visa visa
      JOIN deliberations_deliberation cited ON cited.id = visa.cites_id
      WHERE visa.deliberation_id = NEW.id AND cited.session_on > NEW.session_on)
    OR EXISTS (
      SELECT 1 FROM deliberations_visa visa
      JOIN deliberations_deliberation citing ON citing.id = visa.deliberation_id
      WHERE visa.cites_id = NEW.id AND citing.session_on < NEW.session_on) THEN
    RAISE EXCEPTION 'deliberation: its session would follow a vote that cites it'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'visa_cites_earlier';
  END IF;
  RETURN NULL;
END
""",
    ),
]
# A calendar that was decided is never changed nor deleted.
CALENDARS = [append_only("deliberations_calendar")]
# The files of a row stay with it.
FOLDERS = [*keeps_folder("deliberations_deliberation")]


class Migration(migrations.Migration):
    dependencies = [("deliberations", "0001_initial"), ("audit", "0002_database_rules")]

    operations = [
        *VISAS,
        *CALENDARS,
        *FOLDERS,
    ]
