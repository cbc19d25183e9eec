"""The door for a WSGI server (gunicorn in production)."""

import os

from django.core.wsgi import get_wsgi_application

from config.starting import refuse_unguarded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
refuse_unguarded()
