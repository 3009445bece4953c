"""Avenants are numbered without a gap, texts belong together, payments stay within a subsidy."""

from django.db import migrations

from common.constraints import append_only

NUMBERS = """
CREATE FUNCTION conventions_avenant_number_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE next_one integer;
BEGIN
  SELECT coalesce(max(number), 0) + 1 INTO next_one FROM conventions_avenant
    WHERE convention_id = NEW.convention_id;
  IF NEW.number <> next_one THEN
    RAISE EXCEPTION 'avenant: number %, % expected', NEW.number, next_one
      USING ERRCODE = 'check_violation', CONSTRAINT = 'avenant_number_follows';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER avenant_number_follows BEFORE INSERT ON conventions_avenant
  FOR EACH ROW EXECUTE FUNCTION conventions_avenant_number_follows();
CREATE FUNCTION conventions_avenant_number_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'avenant: its number and convention are kept'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'avenant_number_kept';
END $$;
CREATE TRIGGER avenant_number_kept BEFORE UPDATE ON conventions_avenant FOR EACH ROW
  WHEN ((NEW.number, NEW.convention_id) IS DISTINCT FROM (OLD.number, OLD.convention_id))
  EXECUTE FUNCTION conventions_avenant_number_is_kept();
"""
UNDO_NUMBERS = """
DROP TRIGGER avenant_number_kept ON conventions_avenant;
DROP FUNCTION conventions_avenant_number_is_kept();
DROP TRIGGER avenant_number_follows ON conventions_avenant;
DROP FUNCTION conventions_avenant_number_follows();
"""
TEXTS = """
CREATE FUNCTION conventions_avenant_of_its_convention() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM conventions_avenant
                 WHERE id = NEW.avenant_id AND convention_id = NEW.convention_id) THEN
    RAISE EXCEPTION '%: the avenant is of another convention', TG_TABLE_NAME
      USING ERRCODE = 'check_violation', CONSTRAINT = 'avenant_of_its_convention';
  END IF;
  RETURN NEW;
END $$;
"""
TEXT_TABLES = ("conventions_clause", "conventions_obligation", "conventions_party")
TEXTS += "".join(
    f"CREATE TRIGGER avenant_of_its_convention BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW "
    "WHEN (NEW.avenant_id IS NOT NULL) EXECUTE FUNCTION conventions_avenant_of_its_convention();"
    for table in TEXT_TABLES
)
UNDO_TEXTS = (
    "".join(f"DROP TRIGGER avenant_of_its_convention ON {table};" for table in TEXT_TABLES)
    + "DROP FUNCTION conventions_avenant_of_its_convention();"
)
PAYMENTS = """
CREATE FUNCTION conventions_payments_within_subsidy() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE granted numeric; already numeric;
BEGIN
  SELECT amount INTO granted FROM conventions_subsidy
    WHERE id = NEW.subsidy_id FOR NO KEY UPDATE;
  SELECT coalesce(sum(amount), 0) INTO already FROM conventions_subsidypayment
    WHERE subsidy_id = NEW.subsidy_id;
  IF already + NEW.amount > granted THEN
    RAISE EXCEPTION 'subsidy payment: % + %, % granted', already, NEW.amount, granted
      USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_within_subsidy';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER payments_within_subsidy BEFORE INSERT ON conventions_subsidypayment
  FOR EACH ROW EXECUTE FUNCTION conventions_payments_within_subsidy();
"""
UNDO_PAYMENTS = """
DROP TRIGGER payments_within_subsidy ON conventions_subsidypayment;
DROP FUNCTION conventions_payments_within_subsidy();
"""


class Migration(migrations.Migration):
    dependencies = [("conventions", "0011_acceptances_and_payments")]

    operations = [
        migrations.RunSQL(NUMBERS, UNDO_NUMBERS),
        migrations.RunSQL(TEXTS, UNDO_TEXTS),
        migrations.RunSQL(PAYMENTS, UNDO_PAYMENTS),
        append_only("conventions_subsidypayment"),
        append_only("conventions_payment"),
        append_only("conventions_acceptance", when="OLD.withdrawn_at IS NOT NULL"),
    ]
