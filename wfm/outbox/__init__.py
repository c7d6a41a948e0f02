"""Mails on their way out: written in the transaction of what causes them, sent by the worker."""
