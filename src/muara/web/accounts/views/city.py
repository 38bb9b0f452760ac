from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from muara.web.accounts import actions
from muara.web.accounts.forms import FigureForm, WordsForm
from muara.web.accounts.views.people import for_the_secretariat
from muara.web.cities.models import CityFigure


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def words(request: HttpRequest) -> HttpResponse:
    """Choose the words of the city."""
    asked = for_the_secretariat(request)
    now = {name: getattr(asked.city, name) for name in WordsForm.base_fields}
    form, status = WordsForm(request.POST or None, initial=now), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.describe_city(by=asked.user, city=asked.city, at=timezone.now(), **form.cleaned_data)
            except actions.CannotDescribeCity as error:
                form.add_error(None, str(error))
                status = 409
            else:
                messages.success(request, _("The city now speaks in these words."))
                return redirect("home:city", city=asked.city.slug)
    return render(request, "accounts/words.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def figures(request: HttpRequest) -> HttpResponse:
    """Show the figures that stand, and write another one down."""
    asked = for_the_secretariat(request)
    form, status = FigureForm(request.POST or None, city=asked.city), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.record_figure(by=asked.user, city=asked.city, at=timezone.now(), **form.cleaned_data)
            except actions.CannotRecordFigure as error:
                form.add_error(None, str(error))
                status = 409
            else:
                messages.success(request, _("The figure is written down, with its source."))
                return redirect("accounts:figures", city=asked.city.slug)
    standing = CityFigure.objects.standing(asked.city).in_order()
    return render(request, "accounts/figures.html", {"form": form, "figures": standing}, status=status)


@require_POST
def withdraw_figure(request: HttpRequest, pk: int) -> HttpResponse:
    asked = for_the_secretariat(request)
    figure = get_object_or_404(CityFigure.objects.select_related("city"), city=asked.city, pk=pk)
    try:
        actions.withdraw_figure(by=asked.user, figure=figure, at=timezone.now())
    except actions.CannotWithdrawFigure as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The figure was taken off the pages."))
    return redirect("accounts:figures", city=asked.city.slug)
