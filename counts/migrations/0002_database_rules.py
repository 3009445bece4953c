"""What the database itself refuses of counts."""

from django.db import migrations

from common.constraints import REFUSE_CHANGE, function, trigger

OPEN_ONLY = "counts_only_while_open"
COUNTS = [
    # A sheet that was signed never changes; nothing of a count disappears.
    trigger("count_stays", "BEFORE DELETE ON counts_count", calls=REFUSE_CHANGE),
    trigger(
        "count_ended_is_frozen",
        "BEFORE UPDATE ON counts_count",
        calls=REFUSE_CHANGE,
        when="OLD.state <> 'open'",
    ),
    trigger(
        "count_of_one_instant",
        "BEFORE UPDATE ON counts_count",
        calls=REFUSE_CHANGE,
        when="(OLD.depot_id, OLD.programme_id, OLD.number, OLD.counted_on, OLD.opened_at,"
        " OLD.last_line_id) IS DISTINCT FROM (NEW.depot_id, NEW.programme_id, NEW.number,"
        " NEW.counted_on, NEW.opened_at, NEW.last_line_id)",
    ),
    # What was found and explained is that of the sheet: written while the count is open.
    function(
        OPEN_ONLY,
        """
DECLARE kept bigint;
BEGIN
  IF TG_OP = 'DELETE' THEN kept := OLD.count_id; ELSE kept := NEW.count_id; END IF;
  PERFORM FROM counts_count WHERE id = kept AND state = 'open' FOR KEY SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'count: it is closed'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'count_is_open';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END
""",
    ),
    *(
        trigger(
            "count_is_open",
            f"BEFORE INSERT OR DELETE ON counts_{noun}",
            calls=OPEN_ONLY,
        )
        for noun in ("found", "explanation")
    ),
    *(
        trigger("numbers_never_change", f"BEFORE UPDATE ON counts_{noun}", calls=REFUSE_CHANGE)
        for noun in ("found", "explanation")
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("counts", "0001_initial"),
        ("audit", "0002_database_rules"),
    ]

    operations = COUNTS
