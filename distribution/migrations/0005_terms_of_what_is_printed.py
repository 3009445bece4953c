"""What is printed keeps its terms, and a carnet the hand-out that its last line names."""

from django.db import migrations

HOLDER = """
CREATE OR REPLACE FUNCTION distribution_holder_follows_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  destination bigint; destination_kind text; holder bigint; handed bigint; given bigint;
BEGIN
  SELECT depot_id, hand_out_id INTO holder, handed FROM distribution_carnet WHERE id = NEW.id;
  SELECT line.destination_id, depot.kind, line.hand_out_id
    INTO destination, destination_kind, given
    FROM distribution_stockline line JOIN distribution_depot depot
      ON depot.id = line.destination_id
    WHERE line.programme_id = NEW.programme_id
      AND NEW.number BETWEEN line.first_carnet AND line.last_carnet
    ORDER BY line.id DESC LIMIT 1;
  IF destination IS NULL THEN
    SELECT kind INTO destination_kind FROM distribution_depot WHERE id = holder;
    IF destination_kind IS DISTINCT FROM 'supplier' THEN
      RAISE EXCEPTION 'carnet %: no ledger line', NEW.number
        USING ERRCODE = 'check_violation', CONSTRAINT = 'carnet_holder_follows_ledger';
    END IF;
  ELSIF (destination_kind = 'beneficiaries' AND handed IS DISTINCT FROM given)
     OR (destination_kind <> 'beneficiaries' AND holder IS DISTINCT FROM destination) THEN
    RAISE EXCEPTION 'carnet %: its holder differs from the ledger', NEW.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'carnet_holder_follows_ledger';
  END IF;
  RETURN NULL;
END $$;
"""
UNDO_HOLDER = """
CREATE OR REPLACE FUNCTION distribution_holder_follows_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE destination bigint; destination_kind text; holder bigint; handed bigint;
BEGIN
  SELECT depot_id, hand_out_id INTO holder, handed FROM distribution_carnet WHERE id = NEW.id;
  SELECT line.destination_id, depot.kind INTO destination, destination_kind
    FROM distribution_stockline line JOIN distribution_depot depot
      ON depot.id = line.destination_id
    WHERE line.programme_id = NEW.programme_id
      AND NEW.number BETWEEN line.first_carnet AND line.last_carnet
    ORDER BY line.id DESC LIMIT 1;
  IF destination IS NULL THEN
    SELECT kind INTO destination_kind FROM distribution_depot WHERE id = holder;
    IF destination_kind IS DISTINCT FROM 'supplier' THEN
      RAISE EXCEPTION 'carnet %: no ledger line', NEW.number
        USING ERRCODE = 'check_violation', CONSTRAINT = 'carnet_holder_follows_ledger';
    END IF;
  ELSIF (destination_kind = 'beneficiaries' AND handed IS NULL)
     OR (destination_kind <> 'beneficiaries' AND holder IS DISTINCT FROM destination) THEN
    RAISE EXCEPTION 'carnet %: its holder differs from the ledger', NEW.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'carnet_holder_follows_ledger';
  END IF;
  RETURN NULL;
END $$;
"""
# The letter and the value are printed on each pass, the days of validity on each carnet.
TERMS = """
CREATE FUNCTION distribution_terms_are_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'distribution_order'
     OR EXISTS (SELECT FROM distribution_lot WHERE programme_id = NEW.id) THEN
    RAISE EXCEPTION '%: its passes are printed', TG_TABLE_NAME
      USING ERRCODE = 'check_violation', CONSTRAINT = 'printed_terms_kept';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER printed_terms_kept BEFORE UPDATE OF letter, face_value ON conventions_programme
  FOR EACH ROW WHEN ((OLD.letter, OLD.face_value) IS DISTINCT FROM (NEW.letter, NEW.face_value))
  EXECUTE FUNCTION distribution_terms_are_kept();
CREATE TRIGGER printed_terms_kept
  BEFORE UPDATE OF programme_id, valid_from, valid_until ON distribution_order
  FOR EACH ROW WHEN ((OLD.programme_id, OLD.valid_from, OLD.valid_until)
                     IS DISTINCT FROM (NEW.programme_id, NEW.valid_from, NEW.valid_until))
  EXECUTE FUNCTION distribution_terms_are_kept();
"""
UNDO_TERMS = """
DROP TRIGGER printed_terms_kept ON distribution_order;
DROP TRIGGER printed_terms_kept ON conventions_programme;
DROP FUNCTION distribution_terms_are_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("distribution", "0004_pass_of_its_carnet")]

    operations = [
        migrations.RunSQL(HOLDER, UNDO_HOLDER),
        migrations.RunSQL(TERMS, UNDO_TERMS),
    ]
