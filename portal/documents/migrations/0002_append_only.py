"""The database itself refuses to change an entry, or to remove one before its retention has ended."""

from django.db import migrations

CREATE = """
CREATE FUNCTION documents_document_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.retain_until < current_date THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'documents_document is append-only until %', OLD.retain_until;
END $$;
CREATE TRIGGER documents_document_append_only BEFORE UPDATE OR DELETE ON documents_document
    FOR EACH ROW EXECUTE FUNCTION documents_document_append_only();
"""
DROP = """
DROP TRIGGER documents_document_append_only ON documents_document;
DROP FUNCTION documents_document_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, DROP)]
