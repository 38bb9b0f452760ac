from django.urls import path

from muara.web.concerns.views import batch, evening, moderating, paper, topics, voting

app_name = "concerns"
urlpatterns = [
    # Topics, concerns, statements, moderation.
    path("<slug:city>/suara/", topics.topics, name="topics"),
    path("<slug:city>/moderasi/", moderating.moderation, name="moderation"),
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
