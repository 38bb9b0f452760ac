from django.urls import path

from muara.web.assets.views import files, maps, register, reporting, reuse

app_name = "assets"
urlpatterns = [
    path("<slug:city>/aset/", register.assets, name="assets"),
    path("<slug:city>/aset/peta/", maps.place_map, name="map"),
    path("<slug:city>/aset/lapor/", reporting.report, name="report"),
    path("<slug:city>/aset/laporan/", register.reports, name="reports"),
    path("<slug:city>/aset/aturan/", register.rules, name="rules"),
    path("<slug:city>/aset/impor/", files.import_assets, name="import"),
    path("<slug:city>/aset/berkas/<slug:format>/", register.download, name="download"),
    path("<slug:city>/aset/foto/<slug:name>/", register.photo, name="photo"),
    path("<slug:city>/aset/<slug:slug>/", register.asset, name="asset"),
    path("<slug:city>/aset/<slug:slug>/lihat/", reporting.sighting, name="sighting"),
    path("<slug:city>/aset/<slug:slug>/terbitkan/", reporting.publish, name="publish"),
    path("<slug:city>/aset/<slug:slug>/sembunyikan/", reporting.hide, name="hide"),
    path("<slug:city>/aset/<slug:slug>/jaga/", reporting.guard, name="guard"),
    path("<slug:city>/aset/<slug:slug>/foto/", reporting.new_photo, name="new_photo"),
    path("<slug:city>/aset/<slug:slug>/foto/<int:pk>/hapus/", reporting.drop_photo, name="drop_photo"),
    path("<slug:city>/aset/<slug:slug>/fakta/<slug:field>/", reporting.fact, name="fact"),
    path("<slug:city>/aset/<slug:slug>/kondisi/", reporting.condition, name="condition"),
    path("<slug:city>/aset/<slug:slug>/langkah/", reuse.step, name="step"),
    path("<slug:city>/aset/<slug:slug>/mundur/", reuse.back, name="back"),
    path("<slug:city>/aset/<slug:slug>/banding/", reuse.compare, name="compare"),
    path("<slug:city>/aset/<slug:slug>/usul/", reuse.propose, name="propose"),
    path("<slug:city>/aset/<slug:slug>/usul/<int:number>/", reuse.proposal, name="proposal"),
    path("<slug:city>/aset/<slug:slug>/usul/<int:number>/ubah/", reuse.edit_proposal, name="edit_proposal"),
    path("<slug:city>/aset/<slug:slug>/usul/<int:number>/hitungan/", reuse.figures, name="figures"),
    path("<slug:city>/aset/<slug:slug>/usul/<int:number>/tarik/", reuse.withdraw, name="withdraw"),
    path("<slug:city>/aset/<slug:slug>/pakta/", reuse.new_pact, name="new_pact"),
    path("<slug:city>/aset/<slug:slug>/pakta/<int:number>/", reuse.pact, name="pact"),
    path("<slug:city>/aset/<slug:slug>/pakta/<int:number>/ubah/", reuse.edit_pact, name="edit_pact"),
    path("<slug:city>/aset/<slug:slug>/pakta/<int:number>/tanda-tangan/", reuse.sign, name="sign"),
]
