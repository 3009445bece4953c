"""What the database itself refuses of the stock and its ledger."""

from django.db import migrations

from common.constraints import append_only, at_commit, function, on_change, on_new_rows, trigger

# A series has no hole and no overlap: a lot begins where the programme's last one ends, and
# keeps its numbers.
LOTS = [
    trigger(
        "lot_series_continuous",
        "BEFORE INSERT ON distribution_lot",
        calls="distribution_lot_continues",
        body="""
DECLARE carnet integer; serial integer;
BEGIN
  SELECT coalesce(max(last_carnet), 0), coalesce(max(last_serial), 0) INTO carnet, serial
    FROM distribution_lot WHERE programme_id = NEW.programme_id;
  IF NEW.first_carnet <> carnet + 1 OR NEW.first_serial <> serial + 1 THEN
    RAISE EXCEPTION 'lot: series must continue at carnet % and pass %', carnet + 1, serial + 1
      USING ERRCODE = 'check_violation', CONSTRAINT = 'lot_series_continuous';
  END IF;
  RETURN NEW;
END
""",
    ),
    on_change(
        "lot_ranges_kept",
        "distribution_lot",
        "programme_id, first_carnet, last_carnet, first_serial, last_serial, passes_per_carnet,"
        " key_id",
        calls="distribution_lot_keeps_its_ranges",
        body="""
BEGIN
  RAISE EXCEPTION 'lot: its numbers never change'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'lot_ranges_kept';
END
""",
    ),
    # A lot never goes back.
    trigger(
        "lot_goes_forward",
        "BEFORE UPDATE ON distribution_lot",
        calls="distribution_lot_goes_forward",
        when="""
    OLD.state = 'active' AND (OLD.state, OLD.delivered_on, OLD.activated_on, OLD.mandat_number,
                              OLD.proposed_on, OLD.proposed_by_id, OLD.activated_by_id)
      IS DISTINCT FROM (NEW.state, NEW.delivered_on, NEW.activated_on, NEW.mandat_number,
                        NEW.proposed_on, NEW.proposed_by_id, NEW.activated_by_id)
    OR OLD.state IN ('delivered', 'proposed')
      AND (NEW.state NOT IN ('delivered', 'proposed', 'active')
           OR OLD.delivered_on IS DISTINCT FROM NEW.delivered_on)
    OR OLD.state NOT IN ('delivered', 'proposed', 'active') AND NEW.state IN ('proposed', 'active')
    OR OLD.state = 'delivered' AND NEW.state = 'active'
    OR OLD.state = 'proof' AND NEW.state IN ('production', 'dispatched', 'delivered')
    OR OLD.state IN ('production', 'dispatched')
      AND NEW.state NOT IN ('production', 'dispatched', 'delivered')
    OR OLD.state = 'cancelled' AND NEW.state <> 'cancelled'""",
        body="""
BEGIN
  RAISE EXCEPTION 'lot %: from % to %', NEW.code, OLD.state, NEW.state
    USING ERRCODE = 'check_violation', CONSTRAINT = 'lot_goes_forward';
END
""",
    ),
]
# A number keeps its place for ever: a carnet its lot and number, a pass its carnet and serial.
NUMBERS = [
    function(
        "distribution_number_is_kept",
        """
BEGIN
  RAISE EXCEPTION '%: its number is kept for ever', TG_TABLE_NAME
    USING ERRCODE = 'check_violation', CONSTRAINT = 'number_kept';
END
""",
    ),
    on_change(
        "carnet_number_kept",
        "distribution_carnet",
        "programme_id, lot_id, number",
        calls="distribution_number_is_kept",
    ),
    on_change(
        "pass_number_kept",
        "distribution_pass",
        "programme_id, carnet_id, serial",
        calls="distribution_number_is_kept",
    ),
    *(
        trigger(
            f"{noun}_never_deleted",
            f"BEFORE DELETE ON distribution_{noun}",
            calls="distribution_number_is_kept",
        )
        for noun in ("carnet", "pass")
    ),
    # A pass is of its carnet's programme and has one of its numbers: judged a statement at a time.
    on_new_rows(
        "pass_of_its_carnet",
        "distribution_pass",
        calls="distribution_pass_of_its_carnet",
        body="""
BEGIN
  IF EXISTS (
    SELECT 1 FROM fresh
    JOIN distribution_carnet carnet ON carnet.id = fresh.carnet_id
    JOIN distribution_lot lot ON lot.id = carnet.lot_id
    WHERE fresh.programme_id <> carnet.programme_id OR carnet.programme_id <> lot.programme_id
       OR (fresh.serial - lot.first_serial) / lot.passes_per_carnet
          <> carnet.number - lot.first_carnet
       OR fresh.serial < lot.first_serial) THEN
    RAISE EXCEPTION 'pass: not of its carnet'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'pass_of_its_carnet';
  END IF;
  RETURN NULL;
END
""",
    ),
]
# The letter and the value are printed on each pass, the days of validity on each carnet: what is
# printed keeps its terms. A decision may put off the last day, which `expiry` alone writes.
TERMS = [
    function(
        "distribution_terms_are_kept",
        """
BEGIN
  IF TG_TABLE_NAME = 'distribution_order'
     OR EXISTS (SELECT FROM distribution_lot WHERE programme_id = NEW.id) THEN
    RAISE EXCEPTION '%: its passes are printed', TG_TABLE_NAME
      USING ERRCODE = 'check_violation', CONSTRAINT = 'printed_terms_kept';
  END IF;
  RETURN NEW;
END
""",
    ),
    on_change(
        "printed_terms_kept",
        "programmes_programme",
        "letter, face_value",
        calls="distribution_terms_are_kept",
    ),
    on_change(
        "printed_terms_kept",
        "distribution_order",
        "programme_id, valid_from",
        calls="distribution_terms_are_kept",
    ),
]
# A line of the ledger is never changed nor deleted, and is refused when its source does not hold
# the whole range.
LEDGER = [
    # Its reason, free text, is erased with the data of the person of its hand-out.
    migrations.RunSQL(
        """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON distribution_stockline FOR EACH ROW
EXECUTE FUNCTION beneficiaries_only_erased(
  'SELECT person_id FROM distribution_handout handed
     JOIN beneficiaries_decision decision ON decision.id = handed.decision_id
     JOIN beneficiaries_request request ON request.id = decision.request_id
   WHERE handed.id = ($1).hand_out_id',
  '{"reason": "effacé"}');""",
        "DROP TRIGGER append_only ON distribution_stockline;",
    ),
    append_only("distribution_masterkey"),
    trigger(
        "stock_line_source_holds_range",
        "BEFORE INSERT ON distribution_stockline",
        calls="distribution_source_holds_range",
        body="""
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
  IF EXISTS (SELECT FROM distribution_depot
             WHERE id IN (NEW.source_id, NEW.destination_id) AND closed_on IS NOT NULL) THEN
    RAISE EXCEPTION 'stock: one of these depots is closed'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'stock_line_of_open_depots';
  END IF;
  RETURN NEW;
END
""",
    ),
    # At every date handed out <= active: a line never precedes the last one of its carnets, nor the
    # service of the lot whose carnets it hands out.
    trigger(
        "stock_line_in_order_of_days",
        "BEFORE INSERT ON distribution_stockline",
        calls="distribution_line_follows_in_days",
        body="""
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
END
""",
    ),
    # A reversal mirrors its line.
    trigger(
        "stock_line_reversal_mirrors",
        "BEFORE INSERT ON distribution_stockline",
        calls="distribution_reversal_mirrors",
        when="NEW.kind = 'reversal'",
        body="""
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
END
""",
    ),
    # At commit the carnets of a line are held by its destination, unless a later line moved them.
    at_commit(
        "stock_line_gives_its_carnets",
        "AFTER INSERT ON distribution_stockline",
        calls="distribution_line_gives_its_carnets",
        body="""
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
END
""",
    ),
]
# At commit a carnet is where its last ledger line put it, with the hand-out that this line names;
# a new one is at its supplier.
HOLDERS = [
    at_commit(
        "carnet_holder_follows_ledger",
        "AFTER UPDATE OF depot_id, hand_out_id ON distribution_carnet",
        calls="distribution_holder_follows_ledger",
        body="""
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
END
""",
    ),
    on_new_rows(
        "carnet_begins_at_supplier",
        "distribution_carnet",
        calls="distribution_new_carnets_at_supplier",
        body="""
BEGIN
  IF EXISTS (SELECT 1 FROM fresh LEFT JOIN distribution_depot depot ON depot.id = fresh.depot_id
             WHERE depot.kind IS DISTINCT FROM 'supplier') THEN
    RAISE EXCEPTION 'carnet: a new carnet is held by its supplier'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'carnet_begins_at_supplier';
  END IF;
  RETURN NULL;
END
""",
    ),
]
# Handed out <= active, and a carnet with a spent pass stays with its person.
HAND_OUTS = [
    trigger(
        "carnet_handed_out_is_active",
        "BEFORE UPDATE OF hand_out_id ON distribution_carnet",
        calls="distribution_only_active_handed_out",
        when="NEW.hand_out_id IS NOT NULL AND OLD.hand_out_id IS NULL",
        body="""
BEGIN
  IF NOT EXISTS (SELECT 1 FROM distribution_lot WHERE id = NEW.lot_id AND state = 'active') THEN
    RAISE EXCEPTION 'carnet %: its lot is not active', NEW.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'carnet_handed_out_is_active';
  END IF;
  RETURN NEW;
END
""",
    ),
    trigger(
        "carnet_spent_stays_handed_out",
        "BEFORE UPDATE OF hand_out_id ON distribution_carnet",
        calls="distribution_spent_stays_handed_out",
        when="OLD.hand_out_id IS NOT NULL AND NEW.hand_out_id IS DISTINCT FROM OLD.hand_out_id",
        body="""
BEGIN
  PERFORM 1 FROM distribution_pass WHERE carnet_id = NEW.id ORDER BY id FOR NO KEY UPDATE;
  IF EXISTS (SELECT 1 FROM distribution_pass
             WHERE carnet_id = NEW.id AND state IN ('spent', 'paid')) THEN
    RAISE EXCEPTION 'carnet %: one of its passes is spent', NEW.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'carnet_spent_stays_handed_out';
  END IF;
  RETURN NEW;
END
""",
    ),
    # A hand-out is never changed nor deleted, and never gives more than the decision grants; what
    # is taken back from a person is theirs again to receive. At commit it has given, by its ledger
    # lines, exactly the passes that it states.
    append_only("distribution_handout"),
    trigger(
        "hand_out_within_decision",
        "BEFORE INSERT ON distribution_handout",
        calls="distribution_within_decision",
        body="""
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
END
""",
    ),
    at_commit(
        "hand_out_adds_up",
        "AFTER INSERT ON distribution_handout",
        calls="distribution_hand_out_adds_up",
        body="""
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
END
""",
    ),
]
# The stores of a programme make a tree: régies on a régie or on the comptable, distributors on any
# of both. The programme is locked: two changes at once could make a circle.
TREE = [
    trigger(
        "depot_in_a_tree",
        "BEFORE INSERT OR UPDATE OF parent_id, kind, programme_id ON distribution_depot",
        calls="distribution_depot_in_a_tree",
        when="NEW.parent_id IS NOT NULL",
        body="""
BEGIN
  PERFORM FROM programmes_programme WHERE id = NEW.programme_id FOR NO KEY UPDATE;
  IF NEW.kind = 'comptable' OR NOT EXISTS (
      SELECT FROM distribution_depot WHERE id = NEW.parent_id
        AND programme_id = NEW.programme_id AND kind IN ('comptable', 'regie')) THEN
    RAISE EXCEPTION 'depot %: it cannot depend on depot %', NEW.id, NEW.parent_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'depot_in_a_tree';
  END IF;
  IF EXISTS (
      WITH RECURSIVE above(id) AS (
        SELECT NEW.parent_id
        UNION SELECT parent_id FROM distribution_depot JOIN above USING (id)
          WHERE parent_id IS NOT NULL)
      SELECT FROM above WHERE id = NEW.id) THEN
    RAISE EXCEPTION 'depot %: it would depend on itself', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'depot_in_a_tree';
  END IF;
  RETURN NEW;
END
""",
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("distribution", "0001_initial"),
        ("audit", "0002_database_rules"),
        ("beneficiaries", "0002_database_rules"),
    ]

    operations = [*LOTS, *NUMBERS, *TERMS, *LEDGER, *HOLDERS, *HAND_OUTS, *TREE]
