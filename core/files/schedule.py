from datetime import timedelta

from core.files.tasks import erase_abandoned_uploads
from core.schedule.periodic import run_every

run_every(timedelta(days=1), erase_abandoned_uploads)
