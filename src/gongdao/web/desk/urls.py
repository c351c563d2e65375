"""Addresses under /desk/."""

from django.urls import path

from gongdao.web.desk import bulk, queue, register, shift
from gongdao.web.desk.rules import views as rules

urlpatterns = [
    path("", queue.desk, name="desk"),
    path("updates/", queue.updates, name="desk-updates"),
    path("bulk/<str:act>/", bulk.bulk, name="desk-bulk"),
    path("new/", register.register, name="desk-new"),
    path("new/live/", register.live, name="desk-new-live"),
    path("new/parties/", register.parties, name="desk-new-parties"),
    path("new/done/<str:key>/", register.registered, name="desk-registered"),
    path("shift/", shift.shift, name="desk-shift"),
    path("shift/start/", shift.start, name="desk-shift-start"),
    path("shift/end/", shift.end, name="desk-shift-end"),
    path("policies/", rules.policy_list, name="policies"),
    path("policies/<str:policy>/<str:version>/", rules.policy_version, name="policy"),
]
