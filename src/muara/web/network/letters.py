"""Links to questionnaires and the words they are sent with."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from muara.web.network.actions.survey import Reminder
from muara.web.network.models import SurveyRespondent
from muara.web.ui.templatetags.muara import day


def address_of(respondent: SurveyRespondent) -> str:
    path = reverse("network:survey_fill", args=[respondent.round.city.slug, respondent.key])
    return f"{settings.BASE_URL}{path}"


def text_to(respondent: SurveyRespondent) -> str:
    survey = respondent.round
    return _(
        "%(title)s: %(actor)s is asked about a few partners, half a minute for each. Only the secretariat of "
        "%(city)s sees your answers. Until %(day)s: %(address)s"
    ) % {
        "title": survey.title,
        "actor": respondent.actor.name,
        "city": survey.city.name,
        "day": day(survey.closes_at),
        "address": address_of(respondent),
    }


def chat_link(phone: str, respondent: SurveyRespondent) -> str:
    """Return a link that opens a chat with the text ready; without a phone number the sender chooses whom."""
    digits = "".join(character for character in phone if character in "0123456789")
    digits = f"62{digits[1:]}" if digits.startswith("0") else digits
    return f"https://wa.me/{digits}?text={quote(text_to(respondent))}"


def letters_to(reminder: Reminder) -> int:
    """Send the reminder to every known e-mail address; return how many letters went out."""
    respondent = reminder.respondent
    survey = respondent.round
    with translation.override(settings.LANGUAGE_CODE), timezone.override(survey.city.time_zone):
        subject = _("Reminder: %(title)s") % {"title": survey.title}
        text = text_to(respondent)
        return sum(
            send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [email], fail_silently=True)
            for email in reminder.emails
        )
