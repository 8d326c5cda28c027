"""Service centre pages about what the lower rooms keep: the trail, mails, the carrier, announcements."""

from portal.shell.staff_groups import StaffGroup, grant

from . import announcements, audit, carrier, carrier_simulator, mails  # noqa: F401 registers

grant("audit.view_auditentry", to=(StaffGroup.AUDITOR, StaffGroup.LEAD))
grant("outbox.view_outgoingmail", to=(StaffGroup.SERVICE, StaffGroup.LEAD))
grant(
    "shell.view_announcement",
    to=(StaffGroup.SERVICE, StaffGroup.LEAD, StaffGroup.BILLING, StaffGroup.CATALOGUE, StaffGroup.AUDITOR),
)
grant(
    "shell.add_announcement",
    "shell.change_announcement",
    "shell.delete_announcement",
    to=(StaffGroup.LEAD,),
)
grant(
    "carrier.view_carriermessage",
    "carrier.view_carriercall",
    "carrier.view_carrierevent",
    "carrier.view_simulatedorder",
    to=(StaffGroup.LEAD, StaffGroup.AUDITOR),
)
grant("carrier.retry_carriermessage", "carrier.steer_simulatedorder", to=(StaffGroup.LEAD,))
