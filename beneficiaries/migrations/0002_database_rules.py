"""What the database itself refuses of the people, the règlement and its decisions."""

from django.db import migrations

from common.constraints import append_only, function, trigger


def only_erased(table: str, person: str, left: str) -> migrations.RunSQL:
    """Rows of a table are never deleted, nor changed but by the erasure of their person.

    `person` is the SQL that finds the person of a row ($1), `left` the columns that erasure
    changes and what it leaves in them, in JSON.
    """
    return migrations.RunSQL(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW "
        f"EXECUTE FUNCTION beneficiaries_only_erased('{person}', '{left}');",
        f"DROP TRIGGER append_only ON {table};",
    )


# A decision and the request that it answers are never changed nor deleted. Once their person is
# erased, in the same transaction, what identifies takes its one erased value and all else stays.
DECISIONS = [
    function(
        "beneficiaries_only_erased",
        """
DECLARE person bigint;
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(NEW) = to_jsonb(OLD) || TG_ARGV[1]::jsonb THEN
    EXECUTE TG_ARGV[0] INTO person USING OLD;
    IF EXISTS (SELECT FROM beneficiaries_person WHERE id = person AND erased_on IS NOT NULL) THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'append-only: % of % refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END
""",
    ),
    only_erased(
        "beneficiaries_decision",
        "SELECT person_id FROM beneficiaries_request WHERE id = ($1).request_id",
        '{"facts": {}, "reasons": []}',
    ),
    only_erased(
        "beneficiaries_request",
        "SELECT ($1).person_id",
        '{"status": "", "proof_kind": "", "proof_dated_on": null}',
    ),
]
# The publics of a version stay as its decisions read them, so that each can be replayed.
CATEGORIES = [
    trigger(
        "category_is_fixed",
        "BEFORE INSERT OR UPDATE OR DELETE ON beneficiaries_category",
        calls="beneficiaries_category_is_fixed",
        body="""
BEGIN
  IF EXISTS (
    SELECT FROM beneficiaries_decision
    WHERE version_id IN (
      CASE WHEN TG_OP <> 'INSERT' THEN OLD.version_id END,
      CASE WHEN TG_OP <> 'DELETE' THEN NEW.version_id END
    )
  ) THEN
    RAISE EXCEPTION 'decisions stand on this version: % of % refused', TG_OP, TG_TABLE_NAME
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN COALESCE(NEW, OLD);
END
""",
    ),
]
# A version keeps its days once decisions stand on it. An open one may still be closed: its
# requests were filed before.
VERSIONS = [
    trigger(
        "version_fixed",
        "BEFORE UPDATE ON beneficiaries_reglementversion",
        calls="beneficiaries_version_is_fixed",
        body="""
BEGIN
  IF EXISTS (
    SELECT FROM beneficiaries_decision decision
      JOIN beneficiaries_request request ON request.id = decision.request_id
    WHERE decision.version_id = OLD.id
      AND (OLD.programme_id <> NEW.programme_id OR OLD.starts_on <> NEW.starts_on
           OR request.filed_on > NEW.ends_on)
  ) THEN
    RAISE EXCEPTION 'decisions stand on this version: its days are kept'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'version_fixed';
  END IF;
  RETURN NEW;
END
""",
    ),
]
# A person keeps their programme. Once erased, nothing of them changes and nothing is asked for them.
PEOPLE = [
    append_only("beneficiaries_person", when="OLD.erased_on IS NOT NULL"),
    trigger(
        "request_of_someone_known",
        "BEFORE INSERT ON beneficiaries_request",
        calls="beneficiaries_request_of_someone_known",
        body="""
BEGIN
  IF EXISTS (
    SELECT FROM beneficiaries_person WHERE id = NEW.person_id AND erased_on IS NOT NULL
  ) THEN
    RAISE EXCEPTION 'request: its person is erased'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'request_of_someone_known';
  END IF;
  RETURN NEW;
END
""",
    ),
    trigger(
        "person_of_one_programme",
        "BEFORE UPDATE OF programme_id ON beneficiaries_person",
        calls="beneficiaries_person_stays",
        when="OLD.programme_id <> NEW.programme_id",
        body="""
BEGIN
  RAISE EXCEPTION 'person: belongs to one programme'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'person_of_one_programme';
END
""",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("beneficiaries", "0001_initial"), ("audit", "0002_database_rules")]

    operations = [*DECISIONS, *CATEGORIES, *VERSIONS, *PEOPLE]
