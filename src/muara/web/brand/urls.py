from django.urls import URLPattern, URLResolver, path

from muara.web.brand.views import campaigns, saying

app_name = "brand"
HERE = "<slug:city>/nama-kota/"
ONE = f"{HERE}kampanye/<slug:slug>/"
urlpatterns: list[URLPattern | URLResolver] = [
    path(HERE, campaigns.campaigns, name="campaigns"),
    path(f"{HERE}kampanye/baru/", campaigns.new_campaign, name="new_campaign"),
    path(ONE, campaigns.campaign, name="campaign"),
    path(f"{ONE}ubah/", campaigns.edit_campaign, name="edit_campaign"),
    path(f"{ONE}baca/", campaigns.take, name="take_reading"),
    path(f"{ONE}bacaan/<int:pk>/", campaigns.reading, name="reading"),
    path(f"{ONE}bacaan/<int:pk>/berkas/", campaigns.reading_file, name="reading_file"),
    path(f"{ONE}terlibat/", campaigns.involved, name="involved"),
    path(f"{ONE}terlibat/<int:pk>/hapus/", campaigns.drop_involvement, name="drop_involvement"),
    path(f"{ONE}kegiatan/", campaigns.activities, name="activities"),
    path(f"{ONE}kegiatan/nilai/", campaigns.rate, name="rate"),
    path(f"{ONE}perhatian/baru/", campaigns.new_series, name="new_series"),
    path(f"{ONE}perhatian/<int:pk>/", campaigns.series, name="series"),
    path(f"{ONE}perhatian/<int:pk>/hitung/", campaigns.count, name="count"),
    path(f"{ONE}perhatian/<int:pk>/impor/", campaigns.import_counts, name="import_counts"),
    path(f"{ONE}perhatian/<int:pk>/ambil/", campaigns.fetch_counts, name="fetch_counts"),
    path(f"{ONE}perhatian/<int:pk>/berkas/", campaigns.series_file, name="series_file"),
    path(f"{HERE}aturan/", campaigns.rules, name="rules"),
    path(f"{HERE}aturan/ubah/", campaigns.set_rules, name="set_rules"),
    # What the city says about itself
    path(f"{HERE}pernyataan/", saying.claims, name="claims"),
    path(f"{HERE}pernyataan/baru/", saying.new_claim, name="new_claim"),
    path(f"{HERE}pernyataan/<int:number>/", saying.claim, name="claim"),
    path(f"{HERE}pernyataan/<int:number>/lagi/", saying.renew_claim, name="renew_claim"),
    path(f"{HERE}pernyataan/<int:number>/tarik/", saying.withdraw_claim, name="withdraw_claim"),
    # What was promised, and other cities
    path(f"{HERE}peta-jalan/", saying.roadmap, name="roadmap"),
    path(f"{HERE}peta-jalan/ambil/", saying.take_targets, name="take_targets"),
    path(f"{HERE}peta-jalan/baru/", saying.new_target, name="new_target"),
    path(f"{HERE}peta-jalan/<int:pk>/", saying.figure, name="figure"),
    path(f"{HERE}kota-lain/", saying.references, name="references"),
    path(f"{HERE}kota-lain/ambil/", saying.take_references, name="take_references"),
    path(f"{HERE}kota-lain/baru/", saying.new_reference, name="new_reference"),
]
