from django.urls import path

from apps.accounts import views

app_name = "accounts"
urlpatterns = [
    path("login/", views.login, name="login"),
    path("logout/", views.sign_out_view, name="logout"),
    path("preferences/", views.preferences, name="preferences"),
]
