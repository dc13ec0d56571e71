"""The web server's settings, by environment: LUMINARY_BIND, PORT, WEB_CONCURRENCY, LUMINARY_THREADS."""

import os

port = os.environ.get("LUMINARY_PORT") or os.environ.get("PORT") or "8000"
bind = f"{os.environ.get('LUMINARY_BIND', '127.0.0.1')}:{port}"
worker_class = "gthread"
threads = int(os.environ.get("LUMINARY_THREADS", "8"))
timeout = 60
# The application is loaded before anybody is told that it is ready.
preload_app = True
control_socket_disable = True
# A worker's heartbeat file must not wait for a slow disk.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108
max_requests = 5000
max_requests_jitter = 500


def when_ready(server) -> None:
    address = os.environ.get("LUMINARY_URL") or f"http://{bind}"
    server.log.info("Luminary is ready at %s", address)
