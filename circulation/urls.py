"""/stock/, what concerns the use of carnets."""

from django.urls import path

from circulation.views import asleep, stages

app_name = "circulation"

urlpatterns = [
    path("parcours/", stages.stages, name="stages"),
    path("carnets-jamais-entames/", asleep.asleep, name="asleep"),
    path("carnets-jamais-entames/prevenir/", asleep.remind, name="remind"),
    path("lettres/<uuid:number>/", asleep.sending, name="sending"),
    path("lettres/<uuid:number>.pdf", asleep.letters, name="letters"),
]
