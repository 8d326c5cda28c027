"""Password hashing with the parameters OWASP recommends for Argon2id."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class PortalArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id, 19 MiB, two passes, one lane: about 20 ms a login instead of Django's 100 MiB default.

    Memory per request matters more than the last millisecond: eight threads hashing at once stay below
    160 MiB (docs/security.md).
    """

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
