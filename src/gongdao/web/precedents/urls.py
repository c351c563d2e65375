"""Addresses under /precedents/."""

from django.urls import path

from gongdao.web.precedents import review, views

urlpatterns = [
    path("", views.library_page, name="precedents"),
    path("<int:key>/", views.show, name="precedent"),
    path("<int:key>/pictures/<int:picture>/", views.picture, name="precedent-picture"),
    path("review/", review.reviews, name="precedent-reviews"),
    path("review/<int:key>/", review.review, name="precedent-review"),
    path("review/<int:key>/texts/", review.edit, name="precedent-edit"),
    path("review/<int:key>/approve/", review.approve, name="precedent-approve"),
    path("review/<int:key>/reject/", review.reject, name="precedent-reject"),
    path("review/<int:key>/pictures/<int:picture>/", review.mark, name="precedent-mark"),
    path("review/<int:key>/pictures/<int:picture>/copy/", review.copy, name="precedent-copy"),
    path("review/<int:key>/pictures/<int:picture>/before/", review.before, name="precedent-before"),
]
