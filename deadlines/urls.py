"""Addresses of deadlines."""

from django.urls import path

from deadlines.views import calendar_feeds, occurrences

app_name = "deadlines"

OF_CALENDAR_FEEDS = [
    path("agenda/", calendar_feeds.index, name="calendar-feeds"),
    path("agenda/creer/", calendar_feeds.open_feed, name="open-calendar-feed"),
    path("agenda/<uuid:public_id>/revoquer/", calendar_feeds.revoke, name="revoke-calendar-feed"),
    path("agenda/<str:secret>.ics", calendar_feeds.download, name="calendar-feed"),
]
urlpatterns = [
    path("", occurrences.index, name="occurrences"),
    path("<int:year>/<int:month>/", occurrences.month, name="month"),
    path("<uuid:public_id>/", occurrences.detail, name="occurrence"),
    path("<uuid:public_id>/preparer/", occurrences.prepare, name="prepare-occurrence"),
    path("<uuid:public_id>/envoyer/", occurrences.send, name="send-occurrence"),
    path("<uuid:public_id>/dispenser/", occurrences.waive, name="waive-occurrence"),
    path("<uuid:public_id>/reprendre/", occurrences.resume, name="resume-occurrence"),
    path("<uuid:public_id>/confier/", occurrences.assign, name="assign-occurrence"),
    path("<uuid:public_id>/justifier/", occurrences.add_proof, name="add-proof"),
    *OF_CALENDAR_FEEDS,
]
