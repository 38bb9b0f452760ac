"""The product's settings, in a throw-away home, with a fast password hash and plain static files."""

import os
import tempfile

os.environ["MUARA_HOME"] = tempfile.mkdtemp(prefix="muara-test-")

from muara.web.config.settings import *  # noqa: F403
from muara.web.config.settings import STATIC_ROOT, STORAGES

STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True
