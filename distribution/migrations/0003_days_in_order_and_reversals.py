"""The ledger goes forward in days; a reversal mirrors its line and gives its passes back."""

from django.db import migrations

# At every date handed out <= active: a line never precedes the last one of its carnets, nor the
# service of the lot whose carnets it hands out.
DAYS = """
CREATE FUNCTION distribution_line_follows_in_days() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE latest date; in_service date;
BEGIN
  SELECT max(moved_on) INTO latest FROM distribution_stockline
    WHERE programme_id = NEW.programme_id
      AND first_carnet <= NEW.last_carnet AND last_carnet >= NEW.first_carnet;
  IF NEW.moved_on < latest THEN
    RAISE EXCEPTION 'stock: these carnets moved on %', latest
      USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_line_in_order_of_days';
  END IF;
  IF NEW.kind = 'hand_out' THEN
    SELECT CASE WHEN bool_and(state = 'active') THEN max(activated_on) END INTO in_service
      FROM distribution_lot WHERE programme_id = NEW.programme_id
       AND first_carnet <= NEW.last_carnet AND last_carnet >= NEW.first_carnet;
    IF in_service IS NULL OR NEW.moved_on < in_service THEN
      RAISE EXCEPTION 'stock: these carnets are in service from %', in_service
        USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_line_hands_out_active';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER stock_line_in_order_of_days BEFORE INSERT ON distribution_stockline
  FOR EACH ROW EXECUTE FUNCTION distribution_line_follows_in_days();
"""
UNDO_DAYS = """
DROP TRIGGER stock_line_in_order_of_days ON distribution_stockline;
DROP FUNCTION distribution_line_follows_in_days();
"""

MIRROR = """
CREATE FUNCTION distribution_reversal_mirrors() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM distribution_stockline line WHERE line.id = NEW.reverses_id
       AND line.kind <> 'reversal'
       AND (line.programme_id, line.source_id, line.destination_id, line.first_carnet,
            line.last_carnet, line.passes, line.amount)
         = (NEW.programme_id, NEW.destination_id, NEW.source_id, NEW.first_carnet,
            NEW.last_carnet, NEW.passes, NEW.amount)
       AND line.hand_out_id IS NOT DISTINCT FROM NEW.hand_out_id) THEN
    RAISE EXCEPTION 'stock: a reversal sends back the same range'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_line_reversal_mirrors';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER stock_line_reversal_mirrors BEFORE INSERT ON distribution_stockline
  FOR EACH ROW WHEN (NEW.kind = 'reversal') EXECUTE FUNCTION distribution_reversal_mirrors();
"""
UNDO_MIRROR = """
DROP TRIGGER stock_line_reversal_mirrors ON distribution_stockline;
DROP FUNCTION distribution_reversal_mirrors();
"""

# What is taken back from a person is theirs again to receive.
GIVEN_BACK = """
CREATE OR REPLACE FUNCTION distribution_within_decision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE granted integer; already integer; back integer;
BEGIN
  SELECT passes INTO granted FROM beneficiaries_decision
    WHERE id = NEW.decision_id FOR NO KEY UPDATE;
  SELECT coalesce(sum(passes), 0) INTO already FROM distribution_handout
    WHERE decision_id = NEW.decision_id;
  SELECT coalesce(sum(line.passes), 0) INTO back
    FROM distribution_stockline line JOIN distribution_handout given ON given.id = line.hand_out_id
    WHERE given.decision_id = NEW.decision_id AND line.kind = 'reversal';
  IF already - back + NEW.passes > granted THEN
    RAISE EXCEPTION 'hand-out: % + % passes, % granted', already - back, NEW.passes, granted
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hand_out_within_decision';
  END IF;
  RETURN NEW;
END $$;
"""
UNDO_GIVEN_BACK = """
CREATE OR REPLACE FUNCTION distribution_within_decision() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""

# At commit a hand-out has given, by its ledger lines, exactly the passes that it states.
ADDS_UP = """
CREATE FUNCTION distribution_hand_out_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE given integer;
BEGIN
  SELECT coalesce(sum(passes), 0) INTO given FROM distribution_stockline
    WHERE hand_out_id = NEW.id AND kind = 'hand_out' AND source_id = NEW.depot_id
      AND moved_on = NEW.handed_on;
  IF given <> NEW.passes THEN
    RAISE EXCEPTION 'hand-out: % passes stated, % in the ledger', NEW.passes, given
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hand_out_adds_up';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER hand_out_adds_up AFTER INSERT ON distribution_handout
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION distribution_hand_out_adds_up();
"""
UNDO_ADDS_UP = """
DROP TRIGGER hand_out_adds_up ON distribution_handout;
DROP FUNCTION distribution_hand_out_adds_up();
"""

# At commit the carnets of a line are held by its destination, unless a later line moved them.
GIVES = """
CREATE FUNCTION distribution_line_gives_its_carnets() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE destination_kind text;
BEGIN
  SELECT kind INTO destination_kind FROM distribution_depot WHERE id = NEW.destination_id;
  IF EXISTS (
    SELECT 1 FROM distribution_carnet carnet
    WHERE carnet.programme_id = NEW.programme_id
      AND carnet.number BETWEEN NEW.first_carnet AND NEW.last_carnet
      AND CASE WHEN destination_kind = 'beneficiaries'
               THEN carnet.hand_out_id IS NULL
                    OR carnet.hand_out_id IS DISTINCT FROM NEW.hand_out_id
               ELSE carnet.depot_id IS DISTINCT FROM NEW.destination_id END
      AND NOT EXISTS (
        SELECT 1 FROM distribution_stockline later
        WHERE later.programme_id = NEW.programme_id AND later.id > NEW.id
          AND carnet.number BETWEEN later.first_carnet AND later.last_carnet)) THEN
    RAISE EXCEPTION 'stock: carnets % to % are not at the destination of their line',
      NEW.first_carnet, NEW.last_carnet
      USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_line_gives_its_carnets';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER stock_line_gives_its_carnets AFTER INSERT ON distribution_stockline
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION distribution_line_gives_its_carnets();
"""
UNDO_GIVES = """
DROP TRIGGER stock_line_gives_its_carnets ON distribution_stockline;
DROP FUNCTION distribution_line_gives_its_carnets();
"""

# A carnet with a spent pass stays with its person; a lot never goes back.
ONE_WAY = """
CREATE FUNCTION distribution_spent_stays_handed_out() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM distribution_pass WHERE carnet_id = NEW.id ORDER BY id FOR NO KEY UPDATE;
  IF EXISTS (SELECT 1 FROM distribution_pass
             WHERE carnet_id = NEW.id AND state IN ('spent', 'paid')) THEN
    RAISE EXCEPTION 'carnet %: one of its passes is spent', NEW.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'carnet_spent_stays_handed_out';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER carnet_spent_stays_handed_out BEFORE UPDATE OF hand_out_id ON distribution_carnet
  FOR EACH ROW WHEN (OLD.hand_out_id IS NOT NULL
                     AND NEW.hand_out_id IS DISTINCT FROM OLD.hand_out_id)
  EXECUTE FUNCTION distribution_spent_stays_handed_out();

CREATE FUNCTION distribution_lot_goes_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'lot %: from % to %', NEW.code, OLD.state, NEW.state
    USING ERRCODE = 'check_violation', CONSTRAINT = 'lot_goes_forward';
END $$;
CREATE TRIGGER lot_goes_forward
  BEFORE UPDATE OF state, delivered_on, activated_on, mandat_number ON distribution_lot
  FOR EACH ROW WHEN (
    OLD.state = 'active' AND (OLD.state, OLD.delivered_on, OLD.activated_on, OLD.mandat_number)
      IS DISTINCT FROM (NEW.state, NEW.delivered_on, NEW.activated_on, NEW.mandat_number)
    OR OLD.state = 'delivered' AND (NEW.state = 'ordered'
                                    OR OLD.delivered_on IS DISTINCT FROM NEW.delivered_on)
    OR OLD.state = 'ordered' AND NEW.state = 'active')
  EXECUTE FUNCTION distribution_lot_goes_forward();
"""
UNDO_ONE_WAY = """
DROP TRIGGER lot_goes_forward ON distribution_lot;
DROP FUNCTION distribution_lot_goes_forward();
DROP TRIGGER carnet_spent_stays_handed_out ON distribution_carnet;
DROP FUNCTION distribution_spent_stays_handed_out();
"""


class Migration(migrations.Migration):
    dependencies = [("distribution", "0002_ledger")]

    operations = [
        migrations.RunSQL(DAYS, UNDO_DAYS),
        migrations.RunSQL(MIRROR, UNDO_MIRROR),
        migrations.RunSQL(GIVEN_BACK, UNDO_GIVEN_BACK),
        migrations.RunSQL(ADDS_UP, UNDO_ADDS_UP),
        migrations.RunSQL(GIVES, UNDO_GIVES),
        migrations.RunSQL(ONE_WAY, UNDO_ONE_WAY),
    ]
