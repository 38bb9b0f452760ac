"""What the how-to of taking a network over shows goes in as it stands there."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from django.utils import translation

from conftest import NIGHT
from muara.web.cities.models import District
from muara.web.network.actions import CannotImportNetwork, import_network
from muara.web.network.models import Actor, Tie
from muara.web.network.sheets import FORMATS

HOW_TO = Path(__file__).parents[1] / "docs/how-to/network-import.md"


@pytest.mark.django_db
def test_the_examples_of_the_how_to_are_taken_over(city, sekar):
    ties, actors = (part.encode() for part in re.findall(r"```csv\n(.*?)```", HOW_TO.read_text(), re.DOTALL))
    District.objects.get_or_create(name="Sokaraja", regency_code="33.02", defaults={"code": "33.02.99"})
    alone = b"source,target\nKoperasi A,Koperasi A2\n"

    with translation.override("id"):
        for told, who in ((alone, actors + b"Koperasi A2,koperasi,,,,\n"), (ties, None)):
            sheet = FORMATS["csv"].read(told, who)
            import_network(
                by=sekar, city=city, sheet=sheet, tie_kind="JOINT_WORK", actor_kind="OTHER", source="berkas.csv",
                at=NIGHT,
            )  # fmt: skip

    koperasi = Actor.objects.get(name="Koperasi A")
    assert (koperasi.kind, koperasi.hub, koperasi.n_members) == ("COOPERATIVE", "Hub timur", 120)
    assert koperasi.district is not None
    worked = Tie.objects.get(a=koperasi, b__name="Sanggar B")
    assert (worked.kind, worked.since_date, worked.is_confirmed) == ("JOINT_WORK", date(2025, 3, 1), True)
    assert Tie.objects.get(kind="INFORMATION").evidence == Tie.Evidence.ONE_SIDE


@pytest.mark.django_db
@pytest.mark.parametrize("weight", ["nan", "inf", "-1", "0", "1e400"])
def test_a_weight_that_is_no_weight_is_refused(city, sekar, weight):
    for form, data in {
        "csv": f"source,target,weight\nA,B,{weight}\n",
        "graphml": (
            '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><key id="w" for="edge" attr.name="weight" '
            'attr.type="double"/><graph edgedefault="directed"><node id="A"/><node id="B"/>'
            f'<edge source="A" target="B"><data key="w">{weight}</data></edge></graph></graphml>'
        ),
    }.items():
        sheet = FORMATS[form].read(data.encode(), None)
        with pytest.raises(CannotImportNetwork):
            import_network(
                by=sekar, city=city, sheet=sheet, tie_kind="JOINT_WORK", actor_kind="OTHER", source="x", at=NIGHT
            )
    assert not Tie.objects.exists()
