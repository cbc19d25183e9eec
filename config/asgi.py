"""The door for an ASGI server."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_asgi_application()

from config.starting import refuse_unguarded  # noqa: E402 - it asks the models, which are there only now

refuse_unguarded()
