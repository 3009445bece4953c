"""What the database itself refuses of votes, agreements, files and money: a list for each noun."""

from django.db import migrations

from common.constraints import REFUSE_CHANGE, append_only, at_commit, function, trigger

# A vote cites votes of its programme, of the same day or earlier.
VISAS = [
    trigger(
        "visa_cites_earlier",
        "BEFORE INSERT OR UPDATE ON conventions_visa",
        calls="conventions_visa_cites_earlier",
        when="NEW.cites_id IS NOT NULL",
        body="""
DECLARE citing record; cited record;
BEGIN
  SELECT programme_id, session_on INTO citing FROM conventions_deliberation
    WHERE id = NEW.deliberation_id FOR SHARE;
  SELECT programme_id, session_on INTO cited FROM conventions_deliberation
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
        "AFTER UPDATE ON conventions_deliberation",
        calls="conventions_session_keeps_order",
        when="NEW.session_on <> OLD.session_on",
        body="""
BEGIN
  IF EXISTS (
      SELECT 1 FROM conventions_visa visa
      JOIN conventions_deliberation cited ON cited.id = visa.cites_id
      WHERE visa.deliberation_id = NEW.id AND cited.session_on > NEW.session_on)
    OR EXISTS (
      SELECT 1 FROM conventions_visa visa
      JOIN conventions_deliberation citing ON citing.id = visa.deliberation_id
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
CALENDARS = [append_only("conventions_calendar")]
# A file is kept once in a place; it never changes, and is withdrawn rather than deleted.
ATTACHMENTS = [
    function(
        "conventions_attachment_is_kept",
        """
BEGIN
  RAISE EXCEPTION 'attachment: what is kept never changes'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'attachment_kept';
END
""",
    ),
    trigger(
        "attachment_kept",
        "BEFORE UPDATE ON conventions_attachment",
        calls="conventions_attachment_is_kept",
        when="""
    OLD.withdrawn_at IS NOT NULL OR
    to_jsonb(NEW) - 'withdrawn_at' - 'withdrawn_reason'
    IS DISTINCT FROM to_jsonb(OLD) - 'withdrawn_at' - 'withdrawn_reason'""",
    ),
    trigger(
        "attachment_stays",
        "BEFORE DELETE ON conventions_attachment",
        calls="conventions_attachment_is_kept",
    ),
    trigger(
        "attachment_content_kept",
        "BEFORE UPDATE OR DELETE ON conventions_attachmentbody",
        calls="conventions_body_is_kept",
        body="""
BEGIN
  IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM conventions_attachment
      WHERE id = OLD.attachment_id AND withdrawn_at IS NOT NULL) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'attachment: its content is kept until it is withdrawn'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'attachment_content_kept';
END
""",
    ),
]
# A commitment is never changed nor deleted. At commit its line is never overdrawn: what is taken
# and given back in one transaction counts for its rest.
COMMITMENTS = [
    append_only("conventions_commitment"),
    at_commit(
        "commitment_within_line",
        "AFTER INSERT ON conventions_commitment",
        calls="conventions_commitment_within_line",
        body="""
DECLARE credit numeric; taken numeric; released numeric;
BEGIN
  SELECT available INTO credit FROM conventions_budgetline
    WHERE id = NEW.line_id FOR NO KEY UPDATE;
  SELECT coalesce(sum(amount), 0) INTO taken FROM conventions_commitment
    WHERE line_id = NEW.line_id;
  SELECT coalesce(sum(r.amount), 0) INTO released
    FROM conventions_release r JOIN conventions_commitment c ON c.id = r.commitment_id
    WHERE c.line_id = NEW.line_id;
  IF taken - released > credit THEN
    RAISE EXCEPTION 'commitment: % less %, % on the line', taken, released, credit
      USING ERRCODE = 'check_violation', CONSTRAINT = 'commitment_within_line';
  END IF;
  RETURN NULL;
END
""",
    ),
]
# A release is never changed nor deleted. What is paid of a commitment and what is given back
# never exceed it: one function for both.
RELEASES = [
    append_only("conventions_release"),
    function(
        "conventions_within_commitment",
        """
DECLARE held bigint; taken numeric; paid numeric; released numeric;
BEGIN
  IF TG_TABLE_NAME = 'conventions_release' THEN
    held := NEW.commitment_id;
  ELSE
    SELECT commitment_id INTO held FROM conventions_subsidy WHERE id = NEW.subsidy_id;
  END IF;
  SELECT amount INTO taken FROM conventions_commitment WHERE id = held FOR NO KEY UPDATE;
  SELECT coalesce(sum(amount), 0) INTO released FROM conventions_release
    WHERE commitment_id = held;
  SELECT coalesce(sum(p.amount), 0) INTO paid
    FROM conventions_subsidypayment p JOIN conventions_subsidy s ON s.id = p.subsidy_id
    WHERE s.commitment_id = held;
  IF released + paid + NEW.amount > taken THEN
    RAISE EXCEPTION 'commitment: % given back, % paid and %, % taken',
      released, paid, NEW.amount, taken
      USING ERRCODE = 'check_violation', CONSTRAINT = 'within_commitment';
  END IF;
  RETURN NEW;
END
""",
    ),
    trigger(
        "within_commitment",
        "BEFORE INSERT ON conventions_release",
        calls="conventions_within_commitment",
    ),
]
# A payment of a subsidy is never changed nor deleted, and is of what is left of its commitment.
SUBSIDY_PAYMENTS = [
    append_only("conventions_subsidypayment"),
    trigger(
        "within_commitment",
        "BEFORE INSERT ON conventions_subsidypayment",
        calls="conventions_within_commitment",
    ),
]
# A signature is kept. An unknown day of signature of a convention may become known.
SIGNATURES = [
    function(
        "conventions_signature_is_kept",
        """
BEGIN
  RAISE EXCEPTION '%: its signature is kept', TG_TABLE_NAME
    USING ERRCODE = 'check_violation', CONSTRAINT = 'signature_kept';
END
""",
    ),
    trigger(
        "signature_kept",
        "BEFORE UPDATE ON conventions_convention",
        calls="conventions_signature_is_kept",
        when="""
    OLD.signed_at IS NOT NULL AND (
    NEW.signed_at IS DISTINCT FROM OLD.signed_at
    OR (OLD.signed_on IS NOT NULL AND NEW.signed_on IS DISTINCT FROM OLD.signed_on))""",
    ),
    trigger(
        "signature_kept",
        "BEFORE UPDATE ON conventions_avenant",
        calls="conventions_signature_is_kept",
        when="""
    OLD.signed_at IS NOT NULL AND (
    (NEW.signed_at, NEW.signed_on, NEW.stated_effective_on)
    IS DISTINCT FROM (OLD.signed_at, OLD.signed_on, OLD.stated_effective_on))""",
    ),
]
# Avenants are numbered without a gap, and keep their number and their convention.
AVENANTS = [
    trigger(
        "avenant_number_follows",
        "BEFORE INSERT ON conventions_avenant",
        calls="conventions_avenant_number_follows",
        body="""
DECLARE next_one integer;
BEGIN
  SELECT coalesce(max(number), 0) + 1 INTO next_one FROM conventions_avenant
    WHERE convention_id = NEW.convention_id;
  IF NEW.number <> next_one THEN
    RAISE EXCEPTION 'avenant: number %, % expected', NEW.number, next_one
      USING ERRCODE = 'check_violation', CONSTRAINT = 'avenant_number_follows';
  END IF;
  RETURN NEW;
END
""",
    ),
    trigger(
        "avenant_number_kept",
        "BEFORE UPDATE ON conventions_avenant",
        calls="conventions_avenant_number_is_kept",
        when="(NEW.number, NEW.convention_id) IS DISTINCT FROM (OLD.number, OLD.convention_id)",
        body="""
BEGIN
  RAISE EXCEPTION 'avenant: its number and convention are kept'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'avenant_number_kept';
END
""",
    ),
]
# What an avenant writes is of the convention that it amends.
TEXTS = [
    function(
        "conventions_avenant_of_its_convention",
        """
BEGIN
  IF NOT EXISTS (SELECT 1 FROM conventions_avenant
                 WHERE id = NEW.avenant_id AND convention_id = NEW.convention_id) THEN
    RAISE EXCEPTION '%: the avenant is of another convention', TG_TABLE_NAME
      USING ERRCODE = 'check_violation', CONSTRAINT = 'avenant_of_its_convention';
  END IF;
  RETURN NEW;
END
""",
    ),
    *(
        trigger(
            "avenant_of_its_convention",
            f"BEFORE INSERT OR UPDATE ON conventions_{noun}",
            calls="conventions_avenant_of_its_convention",
            when="NEW.avenant_id IS NOT NULL",
        )
        for noun in ("party", "clause", "obligation")
    ),
]
# At commit nothing is in force unsigned.
IN_FORCE = [
    function(
        "conventions_in_force_is_signed",
        """
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
END
""",
    ),
    *(
        at_commit(
            "in_force_is_signed",
            f"AFTER INSERT OR UPDATE ON conventions_{noun}",
            calls="conventions_in_force_is_signed",
            when="NEW.effective_on IS NOT NULL",
        )
        for noun in ("clause", "obligation")
    ),
]
# A clause in force is never changed nor deleted.
CLAUSES = [append_only("conventions_clause", when="OLD.effective_on IS NOT NULL")]
# An obligation in force is never changed nor deleted; who sees to it may change.
OBLIGATIONS = [
    trigger(
        "kept",
        "BEFORE DELETE ON conventions_obligation",
        calls=REFUSE_CHANGE,
        when="OLD.effective_on IS NOT NULL",
    ),
    trigger(
        "append_only",
        "BEFORE UPDATE ON conventions_obligation",
        calls=REFUSE_CHANGE,
        when="""
    OLD.effective_on IS NOT NULL AND
    (to_jsonb(NEW) - 'responsible_id') IS DISTINCT FROM (to_jsonb(OLD) - 'responsible_id')""",
    ),
]
# An acceptance that was withdrawn is never changed nor deleted.
ACCEPTANCES = [append_only("conventions_acceptance", when="OLD.withdrawn_at IS NOT NULL")]
# A payment is never changed nor deleted.
PAYMENTS = [append_only("conventions_payment")]


class Migration(migrations.Migration):
    dependencies = [("conventions", "0001_initial"), ("audit", "0002_database_rules")]

    operations = [
        *VISAS,
        *CALENDARS,
        *ATTACHMENTS,
        *COMMITMENTS,
        *RELEASES,
        *SUBSIDY_PAYMENTS,
        *SIGNATURES,
        *AVENANTS,
        *TEXTS,
        *IN_FORCE,
        *CLAUSES,
        *OBLIGATIONS,
        *ACCEPTANCES,
        *PAYMENTS,
    ]
