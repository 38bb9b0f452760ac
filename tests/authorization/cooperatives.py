"""Cooperatives: the register, the seven questions, foundings with their papers, the surplus of a year."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.authorization.network import actor
from tests.authorization.route import Route, everybody, secretariat, signed_in, staff


def cooperative(world: Any) -> dict[str, Any]:
    known = world.city.cooperatives.filter(slug="koperasi-a").first()
    return {"slug": (known or world.make_cooperative("Koperasi A")).slug}


def annual_meeting(world: Any) -> dict[str, Any]:
    from datetime import date

    slug = cooperative(world)
    one = world.city.cooperatives.get(**slug)
    held = date(2020, 1, 1 + one.meetings.count())
    made = one.meetings.create(held_date=held, for_year=2019, source="Dinas", recorded_at=one.created_at)
    return slug | {"pk": made.pk}


def published_count(world: Any) -> dict[str, Any]:
    from datetime import date

    made = world.city.published_counts.create(
        area="Kota", as_of_date=date(2025, 1, 1 + world.city.published_counts.count()), n_registered=9, n_active=1,
        source="Dinas", added_at=world.city.created_at,
    )  # fmt: skip
    return {"pk": made.pk}


def surplus(state: str) -> Callable[[Any], dict[str, Any]]:
    """Prepare the year 2024 (decided) or 2025 (a preview) of Koperasi A."""

    def kwargs(world: Any) -> dict[str, Any]:
        from datetime import date
        from decimal import Decimal

        from django.utils import timezone

        from muara.web.cooperatives import actions
        from muara.web.cooperatives.models import Cooperative

        slug, year = cooperative(world), {"LOCKED": 2024, "PREVIEW": 2025}[state]
        one = Cooperative.objects.get(city=world.city, **slug)
        if not one.surplus_years.filter(year=year).exists():
            now = timezone.now()
            made = actions.prepare_surplus(
                by=world.sekar, cooperative=one, year=year, ends=date(year, 12, 31), surplus=1_000_000,
                shares={"MEMBERS": Decimal(100)}, by_trade=Decimal(50), at=now,
            )  # fmt: skip
            lines = [actions.GivenLine(1, 10, 10)]
            actions.list_members(by=world.sekar, surplus_year=made, lines=lines, at=now)
            if state == "LOCKED":
                meeting = one.meetings.create(
                    held_date=date(2025, 3, 1), for_year=2024, source="Notulen", recorded_at=now
                )
                actions.lock_surplus(by=world.sekar, surplus_year=made, meeting=meeting, minutes="1/2025", at=now)
        return slug | {"year": year, "version": 1}

    return kwargs


def own_line(world: Any) -> dict[str, Any]:
    from muara.web.cooperatives.models import SurplusYear

    told = surplus("LOCKED")(world)
    year = SurplusYear.objects.get(cooperative__city=world.city, year=told["year"])
    return {"key": year.key_of(1)}


def founding(world: Any) -> dict[str, Any]:
    """Let Novita begin a founding that everybody sees."""
    from django.utils import timezone

    from muara.web.cooperatives import actions

    if not world.city.foundings.filter(slug="koperasi-baru").exists():
        actions.begin_founding(
            by=world.novita, city=world.city, name="Koperasi baru", kind="SERVICE", purpose="Antaran.",
            at=timezone.now(),
        )  # fmt: skip
    return {"slug": "koperasi-baru"}


def paper(world: Any) -> dict[str, Any]:
    return founding(world) | {"paper": "undangan"}


def founder(world: Any) -> dict[str, Any]:
    slug = founding(world)
    one = world.city.foundings.get(**slug)
    return slug | {"pk": one.founders.create(name="Sari", added_at=one.created_at).pk}


COOPERATIVES = [
    Route("cooperatives:register", get=everybody(200)),
    Route("cooperatives:match", get=everybody(200)),
    Route("cooperatives:rules", get=everybody(200)),
    Route("cooperatives:download", get=everybody(200)),
    Route("cooperatives:of_actor", get=everybody(302), kwargs=actor),
    Route("cooperatives:cooperative", get=everybody(200), kwargs=cooperative),
    # Facilitators and the secretariat keep the register; the secretariat takes whole lists over.
    Route("cooperatives:new_cooperative", get=staff(200), post=staff(422)),
    Route("cooperatives:edit_cooperative", get=staff(200), post=staff(422), kwargs=cooperative),
    Route("cooperatives:meeting", get=staff(200), post=staff(422), kwargs=cooperative),
    Route("cooperatives:withdraw_meeting", post=staff(303), kwargs=annual_meeting),
    Route("cooperatives:withdraw_count", post=staff(303), kwargs=published_count),
    Route("cooperatives:counts", get=staff(200), post=staff(422)),
    Route("cooperatives:import", get=secretariat(200), post=secretariat(422)),
    # What members get is for the cooperative's own people and the secretariat, until the members have decided.
    Route("cooperatives:new_surplus", get=secretariat(200), post=secretariat(422), kwargs=cooperative),
    Route("cooperatives:surplus", get=everybody(200), kwargs=surplus("LOCKED")),
    Route("cooperatives:edit_surplus", get=secretariat(200), post=secretariat(422), kwargs=surplus("PREVIEW")),
    Route("cooperatives:surplus_members", get=secretariat(200), post=secretariat(422), kwargs=surplus("PREVIEW")),
    Route("cooperatives:surplus_slips", get=secretariat(200), kwargs=surplus("PREVIEW")),
    Route("cooperatives:lock_surplus", get=secretariat(200), post=secretariat(422), kwargs=surplus("PREVIEW")),
    Route("cooperatives:reopen_surplus", get=secretariat(200), post=secretariat(422), kwargs=surplus("LOCKED")),
    # Whoever has an account founds; names and papers are for the founders and those who keep the list.
    Route("cooperatives:foundings", get=everybody(200)),
    Route("cooperatives:new_founding", get=signed_in(200), post=signed_in(422)),
    Route("cooperatives:founding", get=everybody(200), kwargs=founding),
    Route("cooperatives:edit_founding", get=staff(200), post=staff(422), kwargs=founding),
    Route("cooperatives:list_founding", post=staff(303), kwargs=founding),
    Route("cooperatives:join_founding", get=signed_in(200), post=signed_in(422), kwargs=founding),
    Route("cooperatives:leave_founding", post=signed_in(303), kwargs=founding),
    Route("cooperatives:founders", get=staff(200), post=staff(422), kwargs=founding),
    Route("cooperatives:drop_founder", post=staff(303), kwargs=founder),
    Route("cooperatives:found", get=staff(200), post=staff(422), kwargs=founding),
    Route("cooperatives:give_up_founding", get=staff(200), post=staff(422), kwargs=founding),
    Route("cooperatives:paper", get=staff(200), kwargs=paper),
    Route("cooperatives:paper_pdf", get=staff(200), kwargs=paper),
    Route("cooperatives:my_line", get=everybody(200), kwargs=own_line),
]
