"""Initiatives, their money, and the twelve questions of a village."""

from __future__ import annotations

from typing import Any

from tests.authorization.route import Route, everybody, staff


def initiative(world: Any) -> dict[str, Any]:
    """Begin an initiative of an organisation for which nobody of this table speaks."""
    from django.utils import timezone

    from muara.web.initiatives import actions

    known = world.city.initiatives.first()
    if known is None:
        now = timezone.now()
        known = actions.propose_initiative(
            by=world.novita, city=world.city, owner=world.make_actor("Koperasi Prakarsa"), title="Kulakan",
            purpose="Membeli bersama.", concern=world.make_concern("mahal", decided_at=now), at=now,
        )  # fmt: skip
    return {"slug": known.slug}


def _of(world: Any) -> Any:
    initiative(world)
    return world.city.initiatives.get()


def evidence(world: Any) -> dict[str, Any]:
    from django.utils import timezone

    from muara.web.initiatives import actions

    one, now = _of(world), timezone.now()
    known = one.evidence.first() or actions.add_evidence(
        by=world.novita, initiative=one, kind="TALK", text="Duduk bersama.", source="Notulen",
        on_date=timezone.localdate(), at=now,
    )  # fmt: skip
    return {"slug": one.slug, "pk": known.pk}


def idea(world: Any) -> dict[str, Any]:
    from django.utils import timezone

    from muara.web.initiatives import actions

    one = _of(world)
    known = one.ideas.first() or actions.add_idea(
        by=world.novita, initiative=one, text="Satu daftar", at=timezone.now()
    )
    return {"slug": one.slug, "pk": known.pk}


def means(world: Any) -> dict[str, Any]:
    from django.utils import timezone

    from muara.web.initiatives import actions

    one = _of(world)
    known = one.means.first() or actions.add_means(by=world.novita, initiative=one, text="Truk", at=timezone.now())
    return {"slug": one.slug, "pk": known.pk}


def cash(world: Any) -> dict[str, Any]:
    from django.utils import timezone

    from muara.web.initiatives import actions

    one = _of(world)
    known = one.cash.first() or actions.write_cash(
        by=world.novita, initiative=one, on_date=timezone.localdate(), way="IN", amount_idr=5,
        counterparty="Koperasi", purpose="Iuran", proof="Kuitansi 1", at=timezone.now(),
    )  # fmt: skip
    return {"slug": one.slug, "number": known.number}


def stop_rule(world: Any) -> dict[str, Any]:
    from django.utils import timezone

    from muara.web.initiatives import actions

    one = _of(world)
    known = one.stop_rules.first() or actions.write_stop_rule(
        by=world.novita, initiative=one, text="Kurang dari lima.", at=timezone.now()
    )
    return {"slug": one.slug, "pk": known.pk}


def outcome(world: Any) -> dict[str, Any]:
    from datetime import timedelta

    from django.utils import timezone

    one, now = _of(world), timezone.now()
    known = one.outcomes.first() or one.outcomes.create(
        measure="Warung", target=3, direction="AT_LEAST", due_date=now.date() + timedelta(days=9), value=4,
        on_date=now.date(), evidence="Dihitung.", source="Daftar", at=now,
    )  # fmt: skip
    return {"slug": one.slug, "pk": known.pk}


def gate(world: Any) -> dict[str, Any]:
    from django.utils import timezone

    from muara.web.cities.models import District, Village
    from muara.web.initiatives import actions

    one = _of(world)
    known = one.gates.first()
    if known is None:
        district, _is_new = District.objects.get_or_create(
            code="33.02.99", defaults={"name": "Contoh", "regency_code": "33.02"}
        )
        village, _is_new = Village.objects.get_or_create(
            code="33.02.99.2001", defaults={"name": "Desa contoh", "kind": "VILLAGE", "district": district}
        )
        known = actions.open_gate(
            by=world.novita, initiative=one, village=village, technology="Aplikasi", at=timezone.now()
        )
    return {"slug": one.slug, "pk": known.pk}


INITIATIVES = [
    Route("initiatives:initiatives", get=everybody(200)),
    Route("initiatives:tasks", get=everybody(200)),
    Route("initiatives:how", get=everybody(200)),
    Route("initiatives:villages", get=everybody(200)),
    Route("initiatives:new", get=staff(200), post=staff(422)),
    Route("initiatives:initiative", get=everybody(200), kwargs=initiative),
    Route("initiatives:cash", get=everybody(200), kwargs=initiative),
    Route("initiatives:cash_file", get=everybody(200), kwargs=initiative),
    Route("initiatives:gate", get=everybody(200), kwargs=gate),
    Route("initiatives:change", get=staff(200), post=staff(422), kwargs=initiative),
    # Nobody has a mandate here, and the gates are not passed.
    Route("initiatives:mandate", get=staff(200), post=staff(409), kwargs=initiative),
    Route("initiatives:advance", get=staff(200), post=staff(409), kwargs=initiative),
    Route("initiatives:thread", get=staff(200), post=staff(422), kwargs=initiative),
    Route("initiatives:measure", get=staff(200), post=staff(422), kwargs=initiative),
    Route("initiatives:go_back", get=staff(200), post=staff(422), kwargs=initiative),
    Route("initiatives:close", get=staff(200), post=staff(422), kwargs=initiative),
    Route("initiatives:outcome", get=staff(200), post=staff(422), kwargs=initiative),
    Route("initiatives:withdraw_outcome", get=staff(200), post=staff(422), kwargs=outcome),
    Route("initiatives:stop_rule", get=staff(200), post=staff(422), kwargs=initiative),
    Route("initiatives:answer_stop_rule", get=staff(200), post=staff(422), kwargs=stop_rule),
    Route("initiatives:evidence", get=staff(200), post=staff(422), kwargs=initiative),
    Route("initiatives:withdraw_evidence", get=staff(200), post=staff(422), kwargs=evidence),
    Route("initiatives:idea", get=staff(200), post=staff(422), kwargs=initiative),
    Route("initiatives:drop_idea", post=staff(303), kwargs=idea),
    Route("initiatives:means", get=staff(200), post=staff(422), kwargs=initiative),
    Route("initiatives:settle_means", post=staff(303), kwargs=means),
    Route("initiatives:write_cash", get=staff(200), post=staff(422), kwargs=initiative),
    Route("initiatives:reverse_cash", get=staff(200), post=staff(422), kwargs=cash),
    Route("initiatives:new_gate", get=staff(200), post=staff(422), kwargs=initiative),
    Route("initiatives:answer", get=staff(200), post=staff(422), kwargs=lambda world: gate(world) | {"item": 4}),
]
