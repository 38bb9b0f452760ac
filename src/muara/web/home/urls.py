"""The front pages: of the program, and of a city. Included last, since a city's address is only its name."""

from django.urls import path

from muara.web.home import views

app_name = "home"
urlpatterns = [
    path("", views.start, name="start"),
    path("sehat", views.healthy, name="healthy"),
    path("siap", views.ready, name="ready"),
    path("<slug:city>/", views.city, name="city"),
    path("<slug:city>/angka/", views.numbers, name="numbers"),
    path("<slug:city>/saya/tugas/", views.todo, name="todo"),
    path("<slug:city>/baru/", views.news, name="news"),
    path("<slug:city>/baru/umpan.atom", views.news_feed, name="news_feed"),
    path("<slug:city>/benang-merah/utas/<int:number>/kemudian/", views.thread_outcome, name="thread_outcome"),
    path("<slug:city>/alur/<slug:kind>/<slug:key>/", views.way, name="way"),
    path("<slug:city>/sesi/<int:number>/notulen/susun/", views.gather_minutes, name="gather_minutes"),
    path("<slug:city>/sesi/<int:number>/kemudian/", views.session_outcome, name="session_outcome"),
]
