"""Every address. What belongs to no city stands first; a city's address is its name (cities.RESERVED_SLUGS)."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("operator/", admin.site.urls),
    path("akun/", include("allauth.urls")),
    path("bahasa/", include("django.conf.urls.i18n")),
    path("", include("muara.web.accounts.urls")),
    path("", include("muara.web.forum.urls")),
    path("", include("muara.web.concerns.urls")),
    path("", include("muara.web.common_ground.urls")),
    path("", include("muara.web.home.urls")),
]
handler400 = "muara.web.ui.views.bad_request"
handler403 = "muara.web.ui.views.permission_denied"
handler404 = "muara.web.ui.views.page_not_found"
handler500 = "muara.web.ui.views.server_error"
