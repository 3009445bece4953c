"""What the database itself refuses of the people, the règlement and its decisions."""

from django.db import migrations

from common.constraints import append_only, trigger

# A decision and the request that it answers are never changed nor deleted.
DECISIONS = [
    append_only("beneficiaries_decision"),
    append_only("beneficiaries_request"),
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
# A person keeps their programme.
PEOPLE = [
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
