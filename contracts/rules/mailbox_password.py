"""What the password of a mailbox must be (C8): the portal's rule, longer, and nothing of the address."""

from collections.abc import Callable

from accounts.rules.password import Check, Fault, faults, fold, normalise

MIN_LENGTH = 10  # mail servers are tried day and night


def mailbox_faults(password: str, address: str, *, is_known: Callable[[str], bool]) -> list[Fault]:
    """Every reason to refuse `password` for the mailbox `address`; OWN_DATA stands for the address."""
    local_part, _at, _domain = address.partition("@")
    words = frozenset(filter(None, {fold(address), fold(local_part)}))
    found = faults(password, Check(own_words=words, is_known=is_known))
    if Fault.TOO_SHORT not in found and len(normalise(password)) < MIN_LENGTH:
        found.insert(0, Fault.TOO_SHORT)
    # The other way round too: a piece of the address is no password.
    if Fault.NOT_TEXT not in found and Fault.OWN_DATA not in found and fold(password) in fold(address):
        found.append(Fault.OWN_DATA)
    return found
