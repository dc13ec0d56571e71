import logging
import signal
import threading

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections

from core.schedule.periodic import enqueue_due

logger = logging.getLogger("luminary.scheduler")


class Command(BaseCommand):
    help = "Hands periodic work (offers that expire, reminders, erasure) to the task worker when it is due."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--interval", type=float, default=15, help="seconds between looks (15)")
        parser.add_argument("--once", action="store_true", help="look once and end")

    def handle(self, *, interval: float, once: bool, **options) -> None:
        stop = threading.Event()
        if not once:
            for signum in (signal.SIGINT, signal.SIGTERM):
                signal.signal(signum, lambda *_: stop.set())
        while True:
            close_old_connections()
            try:
                for name in enqueue_due():
                    logger.info("due: %s", name)
            except OperationalError:
                logger.warning("the database did not answer; trying again in %s s", interval)
            if once or stop.wait(interval):
                return
