"""A web server of the site in a process of its own, for tests that kill it.

`python -m tests.postgres.award_server DATABASE PORT`: a master binds the port and keeps one worker, as
gunicorn would. Whenever a worker has died it makes the next, and prints its process id on a line.
"""

import os
import sys
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 64


class Handler(WSGIRequestHandler):
    def log_message(self, *_args: Any) -> None:
        """Nothing: the test reads process ids from the output."""


def main(database: str, port: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.projects.default.settings"
    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    server = Server(("127.0.0.1", port), Handler)
    server.set_app(get_wsgi_application())
    get_resolver().url_patterns  # noqa: B018 - what every worker needs is loaded once, before they are made
    while True:
        worker = os.fork()
        if worker == 0:
            server.serve_forever()
        sys.stdout.write(f"{worker}\n")
        sys.stdout.flush()
        os.waitpid(worker, 0)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
