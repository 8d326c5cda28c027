"""PostgreSQL and Redis for demo, development and tests, started beside the portal and stopped with it.

Never for production: the database trusts everyone who reaches its socket (docs/adr/0002). Nothing in here
imports Django; the addresses are handed over in DATABASE_URL, REDIS_URL and CELERY_BROKER_URL. A service
whose address is already in the environment is used as it is and not started.
"""
