"""The library on its own: what ``python -m scheduling`` can do, one file a command."""
