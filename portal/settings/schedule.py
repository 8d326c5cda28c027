"""What runs by the clock: one static table, reviewed like code (times in Europe/Berlin; docs/operations.md).

Every job may be missed, repeated, or run twice at once: the next run finds what was left.
"""

from celery.schedules import crontab

CELERY_BEAT_SCHEDULE = {
    # all day
    "outbox-sweep": {"task": "portal.outbox.tasks.sweep", "schedule": 60.0},
    "carrier-sweep": {"task": "portal.carrier.tasks.sweep", "schedule": 60.0},
    "sweep-password-resets": {"task": "accounts.tasks.sweep_resets", "schedule": 60.0},
    "fetch-order-states": {
        "task": "contracts.tasks.fetch_order_states",
        "schedule": 120.0,
        "options": {"expires": 110},  # a queue that stood still asks once, not a hundred times
    },
    "issue-order-confirmations": {
        "task": "contracts.tasks.issue_confirmations",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 290},
    },
    "notify-new-invoices": {"task": "billing.tasks.notify_new_invoices", "schedule": crontab(minute="*/10")},
    "tell-of-usage": {"task": "mobile.tasks.tell_of_usage", "schedule": crontab(hour="8-20", minute=25)},
    # after midnight: what ended with the day
    "end-terminated-products": {
        "task": "contracts.tasks.end_terminated_products",
        "schedule": crontab(hour=0, minute=5),
    },
    "expire-call-records": {
        "task": "billing.tasks.expire_call_records",
        "schedule": crontab(hour=0, minute=10),
    },
    "expire-referral-codes": {"task": "referrals.tasks.expire_codes", "schedule": crontab(hour=0, minute=20)},
    "hide-old-invoices": {"task": "billing.tasks.hide_old_invoices", "schedule": crontab(hour=0, minute=30)},
    # at night: what is no longer needed
    "clear-sessions": {"task": "accounts.tasks.clear_expired", "schedule": crontab(hour=3, minute=20)},
    "forget-order-drafts": {"task": "contracts.tasks.forget_drafts", "schedule": crontab(hour=3, minute=30)},
    "forget-carrier-calls": {
        "task": "portal.carrier.tasks.forget_calls",
        "schedule": crontab(hour=3, minute=50),
    },
    "forget-carrier-exchange": {
        "task": "contracts.tasks.forget_carrier_exchange",
        "schedule": crontab(hour=3, minute=55),
    },
    "forget-usage": {"task": "mobile.tasks.forget_usage", "schedule": crontab(hour=4, minute=0)},
    "sweep-documents": {"task": "portal.documents.tasks.sweep", "schedule": crontab(hour=4, minute=10)},
    # in the morning: mails
    "tell-order-delays": {"task": "contracts.tasks.tell_delays", "schedule": crontab(hour=8, minute=0)},
    "remind-of-minimum-terms": {
        "task": "contracts.tasks.remind_of_minimum_terms",
        "schedule": crontab(hour=8, minute=15),
    },
    "tell-of-best-tariffs": {
        "task": "contracts.tasks.tell_of_best_tariffs",
        "schedule": crontab(hour=8, minute=45),
    },
}
