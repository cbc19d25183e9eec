"""The door for a WSGI server (gunicorn in production)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from config.starting import refuse_unguarded  # noqa: E402 - it asks the models, which are there only now

refuse_unguarded()
