"""Which roles reach the outbox."""

from wfm.core.access import Role

MAY = {("GET", "/mails"): {Role.ADMINISTRATOR}, ("POST", "/mails/2147483646/send"): {Role.ADMINISTRATOR}}
