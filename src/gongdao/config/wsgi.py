"""The application that the web server runs."""

import gc
import os

import rjieba  # noqa: F401  # its dictionary is read now, not by the first search
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from gongdao.lib import lifeline
from gongdao.lib.structs import make_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongdao.config.settings")
if os.environ.get("GONGDAO_WEB"):
    # One of the processes of `gongdao web`: were it to outlive a killed master, it would go on answering.
    lifeline.end_with_parent()
    lifeline.leave_ctrl_c_to_parent()
application = get_wsgi_application()
# Read every page's module now: a mistake in one stops the process here, and no request waits for it.
get_resolver().url_patterns  # noqa: B018  # the reading is the point
make_ready()
# All of this stays: looking through it for what is no longer needed would only halt requests.
gc.freeze()
