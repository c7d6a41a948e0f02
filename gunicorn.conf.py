"""How gunicorn serves the application: a few processes with threads, logs on standard error, a wrong setting stops the start."""

import os

wsgi_app = "wsgi:app"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
timeout = 60
graceful_timeout = 10
# Loaded once, before the processes are forked: a missing setting ends the start instead of a process again and again.
preload_app = True
accesslog = None
loglevel = "warning"
