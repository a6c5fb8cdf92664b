"""What the web server calls."""

import os
import signal

from django.core.wsgi import get_wsgi_application

from homeroom.lifeline import end_with_parent

# Granian's master leaves its worker on the port when it is killed with -9 (seen with granian 2).
end_with_parent(os.getppid(), signal.SIGKILL)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "homeroom.settings")
application = get_wsgi_application()
