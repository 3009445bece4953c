"""What the database itself refuses in the stock: see each comment."""

from django.db import migrations

from common.constraints import append_only

# A series has no hole and no overlap: a lot begins where the programme's last one ends.
SERIES = """
CREATE FUNCTION distribution_lot_continues() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE carnet integer; serial integer;
BEGIN
  SELECT coalesce(max(last_carnet), 0), coalesce(max(last_serial), 0) INTO carnet, serial
    FROM distribution_lot WHERE programme_id = NEW.programme_id;
  IF NEW.first_carnet <> carnet + 1 OR NEW.first_serial <> serial + 1 THEN
    RAISE EXCEPTION 'lot: series must continue at carnet % and pass %', carnet + 1, serial + 1
      USING ERRCODE = 'check_violation', CONSTRAINT = 'lot_series_continuous';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER lot_series_continuous BEFORE INSERT ON distribution_lot
  FOR EACH ROW EXECUTE FUNCTION distribution_lot_continues();

CREATE FUNCTION distribution_lot_keeps_its_ranges() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'lot: its numbers never change'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'lot_ranges_kept';
END $$;
CREATE TRIGGER lot_ranges_kept
  BEFORE UPDATE OF programme_id, first_carnet, last_carnet, first_serial, last_serial,
    passes_per_carnet, key_id ON distribution_lot
  FOR EACH ROW WHEN (
    (OLD.programme_id, OLD.first_carnet, OLD.last_carnet, OLD.first_serial, OLD.last_serial,
     OLD.passes_per_carnet, OLD.key_id)
    IS DISTINCT FROM
    (NEW.programme_id, NEW.first_carnet, NEW.last_carnet, NEW.first_serial, NEW.last_serial,
     NEW.passes_per_carnet, NEW.key_id))
  EXECUTE FUNCTION distribution_lot_keeps_its_ranges();
"""
UNDO_SERIES = """
DROP TRIGGER lot_ranges_kept ON distribution_lot;
DROP FUNCTION distribution_lot_keeps_its_ranges();
DROP TRIGGER lot_series_continuous ON distribution_lot;
DROP FUNCTION distribution_lot_continues();
"""

# A number keeps its place for ever: a carnet its lot and number, a pass its carnet and serial.
NUMBERS = """
CREATE FUNCTION distribution_number_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%: its number is kept for ever', TG_TABLE_NAME
    USING ERRCODE = 'check_violation', CONSTRAINT = 'number_kept';
END $$;
CREATE TRIGGER carnet_number_kept BEFORE UPDATE OF programme_id, lot_id, number
  ON distribution_carnet FOR EACH ROW
  WHEN ((OLD.programme_id, OLD.lot_id, OLD.number)
        IS DISTINCT FROM (NEW.programme_id, NEW.lot_id, NEW.number))
  EXECUTE FUNCTION distribution_number_is_kept();
CREATE TRIGGER pass_number_kept BEFORE UPDATE OF programme_id, carnet_id, serial
  ON distribution_pass FOR EACH ROW
  WHEN ((OLD.programme_id, OLD.carnet_id, OLD.serial)
        IS DISTINCT FROM (NEW.programme_id, NEW.carnet_id, NEW.serial))
  EXECUTE FUNCTION distribution_number_is_kept();
CREATE TRIGGER carnet_never_deleted BEFORE DELETE ON distribution_carnet
  FOR EACH ROW EXECUTE FUNCTION distribution_number_is_kept();
CREATE TRIGGER pass_never_deleted BEFORE DELETE ON distribution_pass
  FOR EACH ROW EXECUTE FUNCTION distribution_number_is_kept();
"""
UNDO_NUMBERS = """
DROP TRIGGER pass_never_deleted ON distribution_pass;
DROP TRIGGER carnet_never_deleted ON distribution_carnet;
DROP TRIGGER pass_number_kept ON distribution_pass;
DROP TRIGGER carnet_number_kept ON distribution_carnet;
DROP FUNCTION distribution_number_is_kept();
"""

# A ledger line is refused when its source does not hold the whole range.
SOURCE = """
CREATE FUNCTION distribution_source_holds_range() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE held integer; source_kind text; per_carnet integer;
BEGIN
  SELECT kind INTO source_kind FROM distribution_depot
    WHERE id = NEW.source_id AND programme_id = NEW.programme_id;
  SELECT count(*), sum(lot.passes_per_carnet) INTO held, per_carnet
    FROM distribution_carnet carnet JOIN distribution_lot lot ON lot.id = carnet.lot_id
    WHERE carnet.programme_id = NEW.programme_id
      AND carnet.number BETWEEN NEW.first_carnet AND NEW.last_carnet
      AND CASE WHEN source_kind = 'beneficiaries' THEN carnet.hand_out_id IS NOT NULL
               ELSE carnet.depot_id = NEW.source_id END;
  IF source_kind IS NULL OR held <> NEW.carnets THEN
    RAISE EXCEPTION 'stock: source holds % of the % carnets from % to %',
      held, NEW.carnets, NEW.first_carnet, NEW.last_carnet
      USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_line_source_holds_range';
  END IF;
  IF per_carnet <> NEW.passes THEN
    RAISE EXCEPTION 'stock: these carnets hold % passes, not %', per_carnet, NEW.passes
      USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_line_counts_its_passes';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER stock_line_source_holds_range BEFORE INSERT ON distribution_stockline
  FOR EACH ROW EXECUTE FUNCTION distribution_source_holds_range();
"""
UNDO_SOURCE = """
DROP TRIGGER stock_line_source_holds_range ON distribution_stockline;
DROP FUNCTION distribution_source_holds_range();
"""

# At commit, the holder of a carnet is where its last ledger line put it; a new one is at its
# supplier.
HOLDER = """
CREATE FUNCTION distribution_holder_follows_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE CONSTRAINT TRIGGER carnet_holder_follows_ledger
  AFTER UPDATE OF depot_id, hand_out_id ON distribution_carnet
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION distribution_holder_follows_ledger();

CREATE FUNCTION distribution_new_carnets_at_supplier() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM fresh LEFT JOIN distribution_depot depot ON depot.id = fresh.depot_id
             WHERE depot.kind IS DISTINCT FROM 'supplier') THEN
    RAISE EXCEPTION 'carnet: a new carnet is held by its supplier'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'carnet_begins_at_supplier';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER carnet_begins_at_supplier AFTER INSERT ON distribution_carnet
  REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION distribution_new_carnets_at_supplier();
"""
UNDO_HOLDER = """
DROP TRIGGER carnet_begins_at_supplier ON distribution_carnet;
DROP FUNCTION distribution_new_carnets_at_supplier();
DROP TRIGGER carnet_holder_follows_ledger ON distribution_carnet;
DROP FUNCTION distribution_holder_follows_ledger();
"""

# Handed out <= active, and never more than the decision grants.
HAND_OUT = """
CREATE FUNCTION distribution_only_active_handed_out() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM distribution_lot WHERE id = NEW.lot_id AND state = 'active') THEN
    RAISE EXCEPTION 'carnet %: its lot is not active', NEW.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'carnet_handed_out_is_active';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER carnet_handed_out_is_active BEFORE UPDATE OF hand_out_id ON distribution_carnet
  FOR EACH ROW WHEN (NEW.hand_out_id IS NOT NULL AND OLD.hand_out_id IS NULL)
  EXECUTE FUNCTION distribution_only_active_handed_out();

CREATE FUNCTION distribution_within_decision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE granted integer; already integer;
BEGIN
  SELECT passes INTO granted FROM beneficiaries_decision
    WHERE id = NEW.decision_id FOR NO KEY UPDATE;
  SELECT coalesce(sum(passes), 0) INTO already FROM distribution_handout
    WHERE decision_id = NEW.decision_id;
  IF already + NEW.passes > granted THEN
    RAISE EXCEPTION 'hand-out: % + % passes, % granted', already, NEW.passes, granted
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hand_out_within_decision';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER hand_out_within_decision BEFORE INSERT ON distribution_handout
  FOR EACH ROW EXECUTE FUNCTION distribution_within_decision();
"""
UNDO_HAND_OUT = """
DROP TRIGGER hand_out_within_decision ON distribution_handout;
DROP FUNCTION distribution_within_decision();
DROP TRIGGER carnet_handed_out_is_active ON distribution_carnet;
DROP FUNCTION distribution_only_active_handed_out();
"""


class Migration(migrations.Migration):
    dependencies = [("distribution", "0001_initial"), ("audit", "0002_append_only")]

    operations = [
        append_only("distribution_stockline"),
        append_only("distribution_handout"),
        migrations.RunSQL(SERIES, UNDO_SERIES),
        migrations.RunSQL(NUMBERS, UNDO_NUMBERS),
        migrations.RunSQL(SOURCE, UNDO_SOURCE),
        migrations.RunSQL(HOLDER, UNDO_HOLDER),
        migrations.RunSQL(HAND_OUT, UNDO_HAND_OUT),
    ]
