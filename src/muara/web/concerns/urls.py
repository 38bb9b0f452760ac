from django.urls import path

from muara.web.concerns.views import batch, evening, moderating, paper, raising, statements, topics, voting

app_name = "concerns"
urlpatterns = [
    # Topics, concerns, statements, moderation.
    path("<slug:city>/suara/", topics.topics, name="topics"),
    path("<slug:city>/suara/baru/", topics.plan, name="plan"),
    path("<slug:city>/suara/<slug:slug>/kelola/", topics.manage, name="manage"),
    path("<slug:city>/suara/<slug:slug>/ubah/", topics.edit, name="edit"),
    path("<slug:city>/suara/<slug:slug>/langkah/", topics.step, name="step"),
    path("<slug:city>/suara/<slug:slug>/benih/", topics.seed, name="seed"),
    path("<slug:city>/suara/<slug:slug>/tulis/", statements.write, name="write"),
    path("<slug:city>/suara/<slug:slug>/<int:number>/", statements.statement, name="statement"),
    path("<slug:city>/keresahan/", raising.concerns, name="concerns"),
    path("<slug:city>/keresahan/baru/", raising.raise_concern, name="raise"),
    path("<slug:city>/keresahan/baru/<int:number>/", raising.raise_concern, name="raise"),
    path("<slug:city>/keresahan/catat/", raising.record, name="record"),
    path("<slug:city>/keresahan/saya/", raising.mine, name="mine"),
    path("<slug:city>/keresahan/<int:pk>/", raising.concern, name="concern"),
    path("<slug:city>/moderasi/", moderating.moderation, name="moderation"),
    path("<slug:city>/moderasi/catatan/", moderating.log, name="log"),
    path("<slug:city>/moderasi/rumuskan/", moderating.word, name="word"),
    path("<slug:city>/moderasi/keresahan/<int:pk>/", moderating.decide_concern, name="decide_concern"),
    path("<slug:city>/moderasi/pernyataan/<int:pk>/", moderating.decide_statement, name="decide_statement"),
    # Voting, paper.
    path("<slug:city>/suara/<slug:slug>/", voting.vote, name="vote"),
    path("<slug:city>/suara/<slug:slug>/batal/", voting.undo, name="undo"),
    path("<slug:city>/suara/<slug:slug>/saya/", voting.my_votes, name="my_votes"),
    path("<slug:city>/suara/<slug:slug>/letak/", voting.where, name="where"),
    path("<slug:city>/suara/<slug:slug>/kiriman/", batch.batch, name="batch"),
    path("<slug:city>/suara/<slug:slug>/lembar/", paper.sheet, name="sheet"),
    path("<slug:city>/suara/<slug:slug>/isi/", paper.entry, name="entry"),
    path("<slug:city>/keresahan/kartu/", paper.cards, name="cards"),
    # From the pages of an evening.
    path("<slug:city>/sesi/<int:number>/topik/", evening.session_topic, name="session_topic"),
    path("<slug:city>/sesi/<int:number>/denyut/", evening.session_pulse, name="session_pulse"),
]
