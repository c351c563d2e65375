"""Addresses under /finance/."""

from django.urls import path

from gongdao.web.finance import accounts, payouts, reconciling

urlpatterns = [
    path("", payouts.queue, name="finance"),
    path("payouts/<str:key>/", payouts.one, name="payout"),
    path("payouts/<str:key>/retry/", payouts.again, name="payout_retry"),
    path("accounts/", accounts.overview, name="finance_accounts"),
    path("accounts/book/", accounts.book, name="finance_book"),
    path("reconcile/", reconciling.reconciliation, name="finance_reconcile"),
    path("statement/<path:account>/csv/", accounts.download, name="account_csv"),
    path("statement/<path:account>/", accounts.statement, name="account"),
]
