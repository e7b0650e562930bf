"""The addresses of django-helpdesk: its mails to citizens hold some of them."""

import importlib

urls = importlib.import_module("django.urls")  # lives in the peer's own environment alone
urlpatterns = [urls.path("", urls.include("helpdesk.urls"))]
