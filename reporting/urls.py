"""Addresses of reporting."""

from django.urls import URLPattern, URLResolver, path

from reporting import views

app_name = "reporting"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("chiffres/", views.figures, name="indicators"),
    path("rapports/", views.report_list, name="reports"),
    path("rapports/<uuid:convention_id>/<str:code>/produire/", views.produce, name="produce"),
    path("rapports/<uuid:report_id>/", views.report_detail, name="report"),
    path("rapports/<uuid:report_id>/rapport.pdf", views.report_file, name="report-file"),
    path("rapports/<uuid:report_id>/envoyer/", views.send, name="send-report"),
    path("a-surveiller/", views.alert_list, name="alerts"),
    path("a-surveiller/<uuid:public_id>/vu/", views.see_alert, name="see-alert"),
    path("registre/", views.data_register, name="register"),
]
