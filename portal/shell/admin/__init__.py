"""Service centre pages about what the lower rooms keep: the trail, mails, announcements."""

from portal.shell.staff_groups import StaffGroup, grant

from . import announcements, audit, mails  # noqa: F401 registers

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
