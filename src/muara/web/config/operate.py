"""What the operator's command line does to cities and people, and what it carries in and out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from muara.formats.outlines import read_outlines
from muara.formats.polis import BrokenExport, Sign, read_export
from muara.formats.sheet import MOST_BYTES
from muara.formats.tables import write_all
from muara.web.accounts.actions import CannotGiveRole, appoint_by_operator
from muara.web.accounts.models import User
from muara.web.assets.actions import CannotImportAreas, import_areas
from muara.web.cities.actions import CannotOpenCity, open_city
from muara.web.cities.models import City
from muara.web.common_ground.actions import CannotExportRows, export_rows
from muara.web.common_ground.exports import published_json, zip_of_counts
from muara.web.common_ground.models import Reading
from muara.web.common_ground.queries import statements_of
from muara.web.concerns.actions import CannotImportTopic, CannotRunTopic, import_topic
from muara.web.concerns.models import Topic
from muara.web.config.errors import Refused
from muara.web.home.indexing import index as make_index
from muara.web.network.wording import in_our_words


def city_named(slug: str) -> City:
    if (city := City.objects.filter(slug=slug).first()) is None:
        known = ", ".join(City.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
        raise Refused(f"There is no city {slug!r} here. Cities: {known}.")
    return city


def topic_named(city: City, slug: str) -> Topic:
    if (topic := Topic.objects.in_city(city).filter(slug=slug).first()) is None:
        known = (
            ", ".join(Topic.objects.in_city(city).order_by("slug").values_list("slug", flat=True)) or "none yet"
        )
        raise Refused(f"There is no topic {slug!r} in {city.name}. Topics: {known}.")
    return topic


def person_named(email: str) -> User:
    if (user := User.objects.filter(email__iexact=email).first()) is None:
        raise Refused(f"Nobody has the e-mail {email!r} here. Give somebody a role first: muara person --help")
    return user


def open_a_city(slug: str, name: str, regency: str) -> str:
    try:
        city = open_city(slug=slug, name=name, regency_code=regency, at=timezone.now())
    except CannotOpenCity as error:
        raise Refused(str(error)) from error
    return f"{city.name} is open at /{city.slug}/. Give it a secretariat: muara person --help"


def import_outlines(file: Path, *, city: str, source: str, licence: str, only_look: bool) -> str:
    """Bring the outlines of all kecamatan of a city's regency in, or say of each feature what is wrong."""
    where = city_named(city)
    try:
        with file.open("rb") as opened:
            found = read_outlines(opened.read(MOST_BYTES + 1))
    except OSError as error:
        raise Refused(f"{error.filename or file}: {error.strerror or error}. Nothing was imported.") from error
    if found.problems:
        raise _nothing_imported((one.line, in_our_words(one.text)) for one in found.problems)
    try:
        done = import_areas(
            city=where, rows=found.rows, source=source, licence=licence, at=timezone.now(), only_look=only_look
        )
    except CannotImportAreas as refusal:
        raise _nothing_imported((one.line, one.text) for one in refusal.complaints) from refusal
    verb = "would be drawn" if only_look else "are drawn"
    said = f"{done.n_areas} areas {verb} with {done.n_kept:,} of {done.n_corners:,} corners"
    if done.replaces:
        said += ", in place of the outlines that are there" if only_look else ", in place of those before"
    return said + (". Nothing was written." if only_look else f": /{where.slug}/aset/peta/.")


def _nothing_imported(complaints: Iterable[tuple[int | None, str]]) -> Refused:
    said = [f"Feature {number}: {text}" if number else text for number, text in complaints]
    return Refused("\n  ".join([*said, "Nothing was imported."]))


def index(slug: str) -> Iterator[str]:
    """Make the search index of one city anew, or of all, and say how much is in it."""
    for city in [city_named(slug)] if slug else City.objects.order_by("slug"):
        done = make_index(city=city, at=timezone.now(), anew=True)
        yield f"{city.name}: {done.n_added:,} things can be found."


def appoint(email: str, *, city: str, role: str, name: str, new_password: bool) -> str:
    """Give a role, and say the password if a new one was made: it is shown this once."""
    try:
        membership, password = appoint_by_operator(
            city=city_named(city), email=email, role=role.upper(), name=name, new_password=new_password,
            at=timezone.now(),
        )  # fmt: skip
    except CannotGiveRole as error:
        raise Refused(str(error)) from error
    shown = f"Password, shown this once: {password}" if password else "The password stays as it was."
    return f"{membership.user.email} is {role} in {membership.city.name}.\n{shown}"


def bring_in(folder: Path, *, city: str, by: str, title: str, sign: Sign) -> str:
    """Import a Polis export as a closed topic, in the name of a facilitator."""
    where, who = city_named(city), person_named(by)
    try:
        made = import_topic(
            by=who, city=where, export=read_export(folder, sign=sign), title=title, at=timezone.now()
        )
    except PermissionDenied as error:
        raise Refused(f"{by} does not facilitate {where.name}.") from error
    except (BrokenExport, CannotImportTopic, CannotRunTopic) as error:
        raise Refused(f"{error} Nothing was imported.") from error
    except OSError as error:
        raise Refused(f"{error.filename or folder}: {error.strerror or error}. Nothing was imported.") from error
    said = (
        f"{made.topic.title}: {made.n_statements:,} statements, {made.n_votes:,} votes of {made.n_participants:,} "
        f"people, at /{where.slug}/suara/{made.topic.slug}/."
    )
    if made.n_shortened:
        said += f"\n{made.n_shortened:,} statements were longer than 160 characters and end in … now."
    return said


def hand_out(
    folder: Path, *, city: str, topic: str, rows: bool, by: str, purpose: str, sign: Sign = "opendata"
) -> str:
    """Write the published counts as a Polis export, or the votes person by person for a stated purpose.

    Beside the counts lies the published reading as one file, for `muara verify`, where its votes were kept.
    """
    chosen = topic_named(city_named(city), topic)
    if folder.exists() and any(folder.iterdir()):
        raise Refused(f"{folder} is not empty. Choose another folder; an export never replaces a file.")
    result: bytes | None = None
    if rows:
        if not by or not purpose:
            raise Refused("Votes person by person need --by and --purpose; both are written in the log.")
        try:
            content = export_rows(
                by=person_named(by), topic=chosen, purpose=purpose, at=timezone.now(), sign=sign
            ).content
        except PermissionDenied as error:
            raise Refused(f"{by} is not of the secretariat of {chosen.city.name}.") from error
        except CannotExportRows as error:
            raise Refused(str(error)) from error
    else:
        if (reading := Reading.objects.of(chosen).everybody().public().newest_first().first()) is None:
            raise Refused("No reading of this topic is published yet. Take one on its page first.")
        content = zip_of_counts(reading, statements_of(chosen))
        result = published_json(reading)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {folder / name: archive.read(name) for name in archive.namelist()}
    if result is not None:
        files[folder / "reading.json"] = result
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_all(files)
    except OSError as error:
        raise Refused(f"{error.filename or folder}: {error.strerror or error}. Nothing was written.") from error
    return f"{folder}: {', '.join(sorted(path.name for path in files))}."
