"""The logins of the demo, printed at its start and nowhere valid but there."""

from portal.demo.feed import ERIKA, FIRMA, NEWCOMER

ERIKA_PASSWORD = "Demo-Portal-1"  # noqa: S105
INVOICE_PASSWORD = "Demo-Rechnung-1"  # noqa: S105
FIRMA_PASSWORD = "Demo-Firma-1"  # noqa: S105
SERVICE_PASSWORD = "Demo-Service-1"  # noqa: S105
LEAD_PASSWORD = "Demo-Leitung-1"  # noqa: S105

ERIKA_CARD_END = "0200"  # printed on her second card; portal.demo.mobile makes it

TABLE = (
    ("Customer", ERIKA.number, ERIKA_PASSWORD, f"SIM card to activate: …{ERIKA_CARD_END}"),
    ("Invoices only (third party)", ERIKA.number, INVOICE_PASSWORD, ""),
    ("First login", NEWCOMER.number, NEWCOMER.initial_password, "mails: /demo/post/"),
    ("Business, large archive", FIRMA.number, FIRMA_PASSWORD, ""),
    ("Service centre", "service", SERVICE_PASSWORD, "at /verwaltung/, factor at the first login"),
    ("Service lead", "leitung", LEAD_PASSWORD, "at /verwaltung/, factor at the first login"),
)


def printed() -> str:
    """The logins as lines of text."""
    return "\n".join(
        f"  {who:<28} {name:<12} {password:<18} {note}".rstrip() for who, name, password, note in TABLE
    )
