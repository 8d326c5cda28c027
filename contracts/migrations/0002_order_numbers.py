"""Order numbers count on their own: a gap tells nothing of other customers' rows."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("contracts", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE contracts_order_number START 100001",
            "DROP SEQUENCE contracts_order_number",
        )
    ]
