"""Call records: one table for Django, partitions by dispatch date for the database (architecture, wall 5).

No default partition: a row without its partition is refused. `billing.partitions` makes and drops them.
No foreign keys in the database: with them, attaching and dropping a partition would lock invoices and
customers against every page; the import checks both, and Django protects what it deletes.
"""

import django.db.models.deletion
from django.db import migrations, models

CREATE = """
CREATE SEQUENCE call_records_id_seq;
CREATE TABLE call_records (
    id bigint NOT NULL DEFAULT nextval('call_records_id_seq'),
    dispatched_on date NOT NULL,
    customer_id bigint NOT NULL,
    invoice_id bigint NOT NULL,
    line_number integer NOT NULL CHECK (line_number >= 0),
    own_number varchar(40) NOT NULL,
    called_on date NOT NULL,
    called_at time,
    duration integer CHECK (duration >= 0),
    destination varchar(80) NOT NULL,
    zone varchar(100) NOT NULL,
    time_band varchar(60) NOT NULL,
    kind varchar(20) NOT NULL,
    quantity numeric(16, 4) NOT NULL,
    unit varchar(20) NOT NULL,
    net numeric(14, 4) NOT NULL,
    PRIMARY KEY (dispatched_on, customer_id, id)
) PARTITION BY RANGE (dispatched_on);
ALTER SEQUENCE call_records_id_seq OWNED BY call_records.id;
CREATE INDEX call_records_of_invoice ON call_records (customer_id, invoice_id, called_on, called_at, id);
"""
DROP = "DROP TABLE call_records"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("billing", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(CREATE, DROP)],
            state_operations=[
                migrations.CreateModel(
                    name="CallRecord",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("dispatched_on", models.DateField(verbose_name="dispatched on")),
                        ("line_number", models.PositiveIntegerField(verbose_name="line")),
                        ("own_number", models.CharField(max_length=40, verbose_name="number")),
                        ("called_on", models.DateField(verbose_name="date")),
                        ("called_at", models.TimeField(null=True, verbose_name="time")),
                        (
                            "duration",
                            models.PositiveIntegerField(null=True, verbose_name="duration in seconds"),
                        ),
                        (
                            "destination",
                            models.CharField(blank=True, max_length=80, verbose_name="destination"),
                        ),
                        ("zone", models.CharField(blank=True, max_length=100, verbose_name="tariff zone")),
                        ("time_band", models.CharField(blank=True, max_length=60, verbose_name="time band")),
                        ("kind", models.CharField(max_length=20, verbose_name="kind")),
                        (
                            "quantity",
                            models.DecimalField(
                                decimal_places=4, max_digits=16, verbose_name="billed quantity"
                            ),
                        ),
                        ("unit", models.CharField(blank=True, max_length=20, verbose_name="unit")),
                        (
                            "net",
                            models.DecimalField(decimal_places=4, max_digits=14, verbose_name="net amount"),
                        ),
                        (
                            "customer",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.customer",
                                verbose_name="customer",
                            ),
                        ),
                        (
                            "invoice",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="call_records",
                                to="billing.invoice",
                                verbose_name="invoice",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "call record",
                        "verbose_name_plural": "call records",
                        "db_table": "call_records",
                    },
                ),
            ],
        ),
    ]
