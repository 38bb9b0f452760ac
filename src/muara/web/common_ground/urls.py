from django.urls import path

from muara.web.common_ground.views import data, reading, thread

app_name = "common_ground"
urlpatterns = [
    path("<slug:city>/benang-merah/", thread.threads, name="threads"),
    path("<slug:city>/benang-merah/cara/", thread.method, name="method"),
    path("<slug:city>/benang-merah/utas/<int:number>/", thread.thread, name="thread"),
    path("<slug:city>/benang-merah/utas/<int:number>/terbitkan/", thread.publish, name="publish"),
    path("<slug:city>/benang-merah/<slug:topic>/", reading.topic, name="topic"),
    path("<slug:city>/benang-merah/<slug:topic>/anda/", reading.you, name="you"),
    path("<slug:city>/benang-merah/<slug:topic>/bacaan/", reading.readings, name="readings"),
    path("<slug:city>/benang-merah/<slug:topic>/bacaan/<int:number>/", reading.reading, name="reading"),
    path("<slug:city>/benang-merah/<slug:topic>/bacaan/<int:number>/keadaan/", reading.progress, name="progress"),
    path(
        "<slug:city>/benang-merah/<slug:topic>/bacaan/<int:number>/namai/<int:statement>/",
        thread.name,
        name="name",
    ),
    path("<slug:city>/benang-merah/<slug:topic>/laporan/", data.report, name="report"),
    path("<slug:city>/benang-merah/<slug:topic>/data.csv", data.counts, name="counts"),
    path("<slug:city>/benang-merah/<slug:topic>/bacaan.json", data.result, name="result"),
    path("<slug:city>/benang-merah/<slug:topic>/polis.zip", data.polis, name="polis"),
    path("<slug:city>/benang-merah/<slug:topic>/baris/", data.rows, name="rows"),
]
