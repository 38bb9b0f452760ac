"""Every address. What belongs to no city stands first; a city's address is its name (cities.RESERVED_SLUGS)."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from muara.web.accounts.views import set_language

# Operators sign in as everybody else does: with the same limits and their second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
# One page signs in and up (accounts/forms/entrance.py).
to_the_entrance = RedirectView.as_view(pattern_name="account_login", query_string=True)

urlpatterns = [
    path("operator/", admin.site.urls),
    path("akun/signup/", to_the_entrance),
    path("akun/login/code/", to_the_entrance),
    path("akun/", include("allauth.urls")),
    path("bahasa/setlang/", set_language, name="set_language"),
    path("", include("muara.web.accounts.urls")),
    path("", include("muara.web.search.urls")),
    path("", include("muara.web.forum.urls")),
    path("", include("muara.web.concerns.urls")),
    path("", include("muara.web.common_ground.urls")),
    path("", include("muara.web.network.urls")),
    path("", include("muara.web.governance.urls")),
    path("", include("muara.web.assets.urls")),
    path("", include("muara.web.products.urls")),
    path("", include("muara.web.initiatives.urls")),
    path("", include("muara.web.cooperatives.urls")),
    path("", include("muara.web.brand.urls")),
    path("", include("muara.web.opendata.urls")),
    path("", include("muara.web.home.urls")),
]
handler400 = "muara.web.ui.views.bad_request"
handler403 = "muara.web.ui.views.permission_denied"
handler404 = "muara.web.opendata.api.page_not_found"
handler500 = "muara.web.ui.views.server_error"
