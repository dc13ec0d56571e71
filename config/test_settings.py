"""Settings of the tests: quick hashing, plain static files, nothing leaves the machine."""

from config.settings import *  # noqa: F403
from config.settings import DATABASES, LOGGING, STORAGES, VAR_DIR

SECRET_KEY = "for tests only, and only for tests: nothing is protected by it"  # noqa: S105
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MEDIA_ROOT = VAR_DIR / "test-files"
STATIC_ROOT = VAR_DIR / "test-static"
STATIC_ROOT.mkdir(exist_ok=True)
DEMONSTRATION = False
DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
# Refusals are what many tests are about; they are not news.
LOGGING = {**LOGGING, "loggers": {"django.request": {"level": "ERROR"}, "django_tasks": {"level": "WARNING"}}}
