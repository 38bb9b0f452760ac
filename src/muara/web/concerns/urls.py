from django.urls import path

from muara.web.concerns.views import moderating, topics

app_name = "concerns"
urlpatterns = [
    # Topics, concerns, statements, moderation.
    path("<slug:city>/suara/", topics.topics, name="topics"),
    path("<slug:city>/moderasi/", moderating.moderation, name="moderation"),
    # Voting, paper.
]
