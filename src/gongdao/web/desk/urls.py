"""Addresses under /desk/."""

from django.urls import path

from gongdao.web.desk import bulk, customers, experience, queue, register, shift, surveys, training, worklog
from gongdao.web.desk.rules import publishing
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
    path("customers/<int:key>/", customers.customer, name="customer"),
    path("experience/", experience.page, name="experience"),
    path("surveys/", surveys.page, name="surveys"),
    path("waybills/", surveys.waybills, name="waybills"),
    path("log/", worklog.worklog, name="desk-worklog"),
    path("log/file/", worklog.worklog_csv, name="desk-worklog-csv"),
    path("training/", training.overview, name="training"),
    path("training/standing/", training.standing, name="training-standing"),
    path("training/records/", training.records, name="training-records"),
    path("training/records/file/", training.records_csv, name="training-csv"),
    path("training/records/<int:key>/", training.result, name="training-result"),
    path("training/quiz/<str:policy>/", training.quiz, name="training-quiz"),
    path("policies/", rules.policy_list, name="policies"),
    path("policies/publish/", publishing.publish, name="policy-publish"),
    path("policies/<str:policy>/<str:version>/", rules.policy_version, name="policy"),
]
