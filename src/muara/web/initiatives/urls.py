from django.urls import path

from muara.web.initiatives.views import beginning, keeping, phases, reading, villages

app_name = "initiatives"
HERE = "<slug:city>/prakarsa"
ONE = f"{HERE}/<slug:slug>"
urlpatterns = [
    path(f"{HERE}/", reading.initiatives, name="initiatives"),
    path(f"{HERE}/baru/", beginning.new_initiative, name="new"),
    path(f"{HERE}/tugas/", reading.tasks, name="tasks"),
    path(f"{HERE}/cara/", reading.how, name="how"),
    path(f"{HERE}/desa/", reading.villages, name="villages"),
    path(f"{ONE}/", reading.initiative, name="initiative"),
    path(f"{ONE}/ubah/", beginning.change, name="change"),
    path(f"{ONE}/mandat/", beginning.mandate, name="mandate"),
    path(f"{ONE}/benang/", beginning.thread, name="thread"),
    path(f"{ONE}/ukuran/", beginning.measure, name="measure"),
    path(f"{ONE}/lanjut/", phases.advance, name="advance"),
    path(f"{ONE}/kembali/", phases.go_back, name="go_back"),
    path(f"{ONE}/tutup/", phases.close, name="close"),
    path(f"{ONE}/hasil/", phases.outcome, name="outcome"),
    path(f"{ONE}/hasil/<int:pk>/tarik/", phases.withdraw_outcome, name="withdraw_outcome"),
    path(f"{ONE}/henti/", phases.stop_rule, name="stop_rule"),
    path(f"{ONE}/henti/<int:pk>/", phases.answer_stop_rule, name="answer_stop_rule"),
    path(f"{ONE}/bukti/", keeping.evidence, name="evidence"),
    path(f"{ONE}/bukti/<int:pk>/tarik/", keeping.withdraw_evidence, name="withdraw_evidence"),
    path(f"{ONE}/gagasan/", keeping.idea, name="idea"),
    path(f"{ONE}/gagasan/<int:pk>/hapus/", keeping.drop_idea, name="drop_idea"),
    path(f"{ONE}/sarana/", keeping.means, name="means"),
    path(f"{ONE}/sarana/<int:pk>/", keeping.settle_means, name="settle_means"),
    path(f"{ONE}/kas/", reading.cash, name="cash"),
    path(f"{ONE}/kas/berkas/", reading.cash_file, name="cash_file"),
    path(f"{ONE}/kas/baru/", keeping.write_cash, name="write_cash"),
    path(f"{ONE}/kas/<int:number>/batal/", keeping.reverse_cash, name="reverse_cash"),
    path(f"{ONE}/desa/", villages.new_gate, name="new_gate"),
    path(f"{ONE}/desa/<int:pk>/", villages.gate, name="gate"),
    path(f"{ONE}/desa/<int:pk>/<int:item>/", villages.answer, name="answer"),
]
