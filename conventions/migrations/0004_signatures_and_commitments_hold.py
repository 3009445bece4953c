"""Nothing is in force unsigned, a signature is kept, and a budget line is never overdrawn."""

from django.db import migrations

IN_FORCE = """
CREATE FUNCTION conventions_in_force_is_signed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE signed timestamptz;
BEGIN
  IF NEW.avenant_id IS NULL THEN
    SELECT signed_at INTO signed FROM conventions_convention WHERE id = NEW.convention_id;
  ELSE
    SELECT signed_at INTO signed FROM conventions_avenant WHERE id = NEW.avenant_id;
  END IF;
  IF signed IS NULL THEN
    RAISE EXCEPTION '%: its text is not signed', TG_TABLE_NAME
      USING ERRCODE = 'check_violation', CONSTRAINT = 'in_force_is_signed';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER in_force_is_signed AFTER INSERT OR UPDATE ON conventions_clause
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.effective_on IS NOT NULL)
  EXECUTE FUNCTION conventions_in_force_is_signed();
CREATE CONSTRAINT TRIGGER in_force_is_signed AFTER INSERT OR UPDATE ON conventions_obligation
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.effective_on IS NOT NULL)
  EXECUTE FUNCTION conventions_in_force_is_signed();
"""
UNDO_IN_FORCE = """
DROP TRIGGER in_force_is_signed ON conventions_obligation;
DROP TRIGGER in_force_is_signed ON conventions_clause;
DROP FUNCTION conventions_in_force_is_signed();
"""
# An unknown day of signature may become known; a known one is kept.
SIGNATURE = """
CREATE FUNCTION conventions_signature_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%: its signature is kept', TG_TABLE_NAME
    USING ERRCODE = 'check_violation', CONSTRAINT = 'signature_kept';
END $$;
CREATE TRIGGER signature_kept BEFORE UPDATE ON conventions_convention
  FOR EACH ROW WHEN (OLD.signed_at IS NOT NULL AND (
    NEW.signed_at IS DISTINCT FROM OLD.signed_at
    OR (OLD.signed_on IS NOT NULL AND NEW.signed_on IS DISTINCT FROM OLD.signed_on)))
  EXECUTE FUNCTION conventions_signature_is_kept();
CREATE TRIGGER signature_kept BEFORE UPDATE ON conventions_avenant
  FOR EACH ROW WHEN (OLD.signed_at IS NOT NULL AND (
    (NEW.signed_at, NEW.signed_on, NEW.stated_effective_on)
    IS DISTINCT FROM (OLD.signed_at, OLD.signed_on, OLD.stated_effective_on)))
  EXECUTE FUNCTION conventions_signature_is_kept();
"""
UNDO_SIGNATURE = """
DROP TRIGGER signature_kept ON conventions_avenant;
DROP TRIGGER signature_kept ON conventions_convention;
DROP FUNCTION conventions_signature_is_kept();
"""
COMMITMENT = """
CREATE FUNCTION conventions_commitment_within_line() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE credit numeric; already numeric;
BEGIN
  SELECT available INTO credit FROM conventions_budgetline
    WHERE id = NEW.line_id FOR NO KEY UPDATE;
  SELECT coalesce(sum(amount), 0) INTO already FROM conventions_commitment
    WHERE line_id = NEW.line_id;
  IF already + NEW.amount > credit THEN
    RAISE EXCEPTION 'commitment: % + %, % on the line', already, NEW.amount, credit
      USING ERRCODE = 'check_violation', CONSTRAINT = 'commitment_within_line';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER commitment_within_line BEFORE INSERT ON conventions_commitment
  FOR EACH ROW EXECUTE FUNCTION conventions_commitment_within_line();
"""
UNDO_COMMITMENT = """
DROP TRIGGER commitment_within_line ON conventions_commitment;
DROP FUNCTION conventions_commitment_within_line();
"""


class Migration(migrations.Migration):
    dependencies = [("conventions", "0003_posts_and_stated_durations")]

    operations = [
        migrations.RunSQL(IN_FORCE, UNDO_IN_FORCE),
        migrations.RunSQL(SIGNATURE, UNDO_SIGNATURE),
        migrations.RunSQL(COMMITMENT, UNDO_COMMITMENT),
    ]
