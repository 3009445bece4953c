"""What the database itself refuses of the end of a validity."""

from django.db import migrations

from common.constraints import REFUSE_CHANGE, append_only, at_commit, trigger

KEPT = [
    append_only("expiry_milestone"),
    append_only("expiry_answer"),
    append_only("expiry_statement"),
    append_only("expiry_statementline"),
    append_only("expiry_creditnote"),
    append_only("expiry_extension", when="OLD.state <> 'proposed'"),
    trigger("extension_stays", "BEFORE DELETE ON expiry_extension", calls=REFUSE_CHANGE),
]
# The end of an order moves by an extension in force, and no more once what is left is stated.
ENDS = [
    at_commit(
        "order_end_put_off_by_two",
        "AFTER UPDATE OF valid_until ON distribution_order",
        calls="expiry_order_end_put_off",
        when="OLD.valid_until IS DISTINCT FROM NEW.valid_until",
        body="""
BEGIN
  IF NOT EXISTS (SELECT FROM expiry_extension
                 WHERE order_id = NEW.id AND state = 'in_force'
                   AND (former_end, new_end) = (OLD.valid_until, NEW.valid_until))
     OR EXISTS (SELECT FROM expiry_statement WHERE order_id = NEW.id) THEN
    RAISE EXCEPTION 'order %: its end is printed', NEW.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'order_end_put_off_by_two';
  END IF;
  RETURN NULL;
END
""",
    ),
]
# A credit note is what the statement counted, at face value, and leaves no pass to spend.
CREDITS = [
    at_commit(
        "credit_note_equals_statement",
        "AFTER INSERT ON expiry_creditnote",
        calls="expiry_credit_note_equals_statement",
        body="""
DECLARE counted bigint; total numeric; ordered bigint; value numeric;
BEGIN
  SELECT coalesce(sum(passes), 0), coalesce(sum(amount), 0) INTO counted, total
    FROM expiry_statementline WHERE statement_id = NEW.statement_id;
  SELECT statement.order_id, programme.face_value INTO ordered, value
    FROM expiry_statement statement
    JOIN distribution_order orders ON orders.id = statement.order_id
    JOIN programmes_programme programme ON programme.id = orders.programme_id
    WHERE statement.id = NEW.statement_id;
  IF (NEW.passes, NEW.amount) <> (counted, total) OR NEW.amount <> NEW.passes * value
     OR EXISTS (SELECT FROM distribution_pass pass
                JOIN distribution_carnet carnet ON carnet.id = pass.carnet_id
                JOIN distribution_lot lot ON lot.id = carnet.lot_id
                WHERE lot.order_id = ordered AND lot.state = 'active'
                  AND pass.state IN ('follows', 'blocked')) THEN
    RAISE EXCEPTION 'credit note: % passes for %, % stated for %',
      NEW.passes, NEW.amount, counted, total
      USING ERRCODE = 'check_violation', CONSTRAINT = 'credit_note_equals_statement';
  END IF;
  RETURN NULL;
END
""",
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("expiry", "0001_initial"),
        ("distribution", "0003_shipment_rules"),
        ("audit", "0002_database_rules"),
    ]

    operations = [*KEPT, *ENDS, *CREDITS]
