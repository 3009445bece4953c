"""What the database itself refuses of shipments."""

from django.db import migrations

from common.constraints import at_commit, on_change, trigger

SHIPMENTS = [
    trigger(
        "shipment_between_stores",
        "BEFORE INSERT ON distribution_shipment",
        calls="distribution_shipment_between_stores",
        body="""
BEGIN
  IF (SELECT count(*) FROM distribution_depot
      WHERE id IN (NEW.source_id, NEW.destination_id) AND programme_id = NEW.programme_id
        AND kind IN ('comptable', 'regie', 'distributor')) <> 2 THEN
    RAISE EXCEPTION 'shipment: not between two stores of its programme'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'shipment_between_stores';
  END IF;
  RETURN NEW;
END
""",
    ),
    on_change(
        "shipment_keeps_what_was_sent",
        "distribution_shipment",
        "programme_id, number, source_id, destination_id, sent_on, sent_at, sent_by, note",
        calls="distribution_shipment_keeps_what_was_sent",
        body="""
BEGIN
  RAISE EXCEPTION 'shipment %: what was sent is kept', NEW.number
    USING ERRCODE = 'check_violation', CONSTRAINT = 'shipment_keeps_what_was_sent';
END
""",
    ),
    trigger(
        "shipment_goes_forward",
        "BEFORE UPDATE ON distribution_shipment",
        calls="distribution_shipment_goes_forward",
        when="""
    OLD.state <> 'sent' AND (OLD.answered_on, OLD.answered_at, OLD.answered_by, OLD.rest,
                             OLD.reason)
      IS DISTINCT FROM (NEW.answered_on, NEW.answered_at, NEW.answered_by, NEW.rest, NEW.reason)
    OR OLD.state IN ('closed', 'cancelled') AND NEW.state <> OLD.state
    OR OLD.state = 'to_settle' AND NEW.state NOT IN ('to_settle', 'closed')""",
        body="""
BEGIN
  RAISE EXCEPTION 'shipment %: from % to %', NEW.number, OLD.state, NEW.state
    USING ERRCODE = 'check_violation', CONSTRAINT = 'shipment_goes_forward';
END
""",
    ),
    trigger(
        "shipment_never_deleted",
        "BEFORE DELETE ON distribution_shipment",
        calls="distribution_number_is_kept",
    ),
]
# Carnets enter the transit and leave it for a shipment alone: from its source when they are sent,
# to its destination when they are received, back to its source otherwise.
LINES = [
    trigger(
        "stock_line_follows_its_shipment",
        "BEFORE INSERT ON distribution_stockline",
        calls="distribution_line_follows_its_shipment",
        body="""
DECLARE leaves boolean; enters boolean; sent record;
BEGIN
  SELECT kind = 'transit' INTO leaves FROM distribution_depot WHERE id = NEW.source_id;
  SELECT kind = 'transit' INTO enters FROM distribution_depot WHERE id = NEW.destination_id;
  IF NEW.shipment_id IS NULL AND NOT leaves AND NOT enters
     AND NEW.kind NOT IN ('dispatch', 'receipt', 'return') THEN
    RETURN NEW;
  END IF;
  SELECT * INTO sent FROM distribution_shipment WHERE id = NEW.shipment_id;
  IF sent.programme_id IS DISTINCT FROM NEW.programme_id OR NOT (CASE NEW.kind
       WHEN 'dispatch' THEN enters AND NEW.source_id = sent.source_id
         AND sent.state = 'sent' AND NEW.moved_on = sent.sent_on
       WHEN 'receipt' THEN leaves AND NEW.destination_id = sent.destination_id
       WHEN 'return' THEN leaves AND NEW.destination_id = sent.source_id
         AND NEW.moved_on >= coalesce(sent.answered_on, NEW.moved_on)
       WHEN 'reversal' THEN leaves AND NEW.destination_id = sent.source_id
       ELSE false END) THEN
    RAISE EXCEPTION 'stock: % is not a line of shipment %', NEW.kind, sent.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_line_follows_its_shipment';
  END IF;
  IF leaves AND EXISTS (
    SELECT 1 FROM distribution_carnet carnet
    WHERE carnet.programme_id = NEW.programme_id
      AND carnet.number BETWEEN NEW.first_carnet AND NEW.last_carnet
      AND NEW.shipment_id IS DISTINCT FROM (
        SELECT line.shipment_id FROM distribution_stockline line
        WHERE line.programme_id = NEW.programme_id
          AND carnet.number BETWEEN line.first_carnet AND line.last_carnet
        ORDER BY line.id DESC LIMIT 1)) THEN
    RAISE EXCEPTION 'stock: these carnets are on their way in another shipment'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_line_takes_its_own_carnets';
  END IF;
  RETURN NEW;
END
""",
    ),
]
# At commit the state of a shipment says what is left of it on its way.
ADDS_UP = """
DECLARE
  shipment bigint; found record; sent integer; gone integer;
BEGIN
  IF TG_TABLE_NAME = 'distribution_shipment' THEN
    shipment := NEW.id;
  ELSE
    shipment := NEW.shipment_id;
  END IF;
  SELECT state, number INTO found FROM distribution_shipment WHERE id = shipment;
  SELECT coalesce(sum(carnets) FILTER (WHERE kind = 'dispatch'), 0),
         coalesce(sum(carnets) FILTER (WHERE kind <> 'dispatch'), 0)
    INTO sent, gone FROM distribution_stockline WHERE shipment_id = shipment;
  IF sent = 0 OR NOT (CASE found.state
       WHEN 'sent' THEN gone = 0
       WHEN 'to_settle' THEN gone < sent
       ELSE gone = sent END) THEN
    RAISE EXCEPTION 'shipment %: % of % carnets left it, %', found.number, gone, sent, found.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'shipment_adds_up';
  END IF;
  RETURN NULL;
END
"""
STATES = [
    at_commit(
        "shipment_adds_up",
        "AFTER INSERT OR UPDATE ON distribution_shipment",
        calls="distribution_shipment_adds_up",
        body=ADDS_UP,
    ),
    at_commit(
        "shipment_adds_up",
        "AFTER INSERT ON distribution_stockline",
        calls="distribution_shipment_adds_up",
        when="NEW.shipment_id IS NOT NULL",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("distribution", "0002_database_rules")]

    operations = [*SHIPMENTS, *LINES, *STATES]
