"""What the worker does for the outbox between its jobs."""

from __future__ import annotations

from wfm.outbox.sending import send_due_mails

KINDS = ()
DUTIES = (send_due_mails,)
