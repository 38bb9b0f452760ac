"""Fill the sample city through the same actions as a real one, evening by evening, in the order of time.

What is planted (`plan`) stays out of the database: no row says to which group a voter belongs.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from muara.web.accounts.actions import (
    accept_invitation,
    admit,
    appoint_by_operator,
    describe_city,
    describe_self,
    make_invitation,
    open_account,
    open_assisted,
    record_figure,
    verify_by_roll,
)
from muara.web.accounts.models import Channel, Participant, Sector, User
from muara.web.cities.actions import open_city
from muara.web.cities.models import City, District
from muara.web.common_ground.actions import name_thread, publish_thread, take_reading
from muara.web.common_ground.models import CommonThread, Reading
from muara.web.concerns.actions import (
    cast_batch,
    move_splits,
    open_topic,
    plan_topic,
    record_concern,
    word_statement,
)
from muara.web.concerns.actions.votes import CannotVote, Given
from muara.web.concerns.models import Concern, Statement, Topic
from muara.web.forum.actions import (
    GivenRole,
    announce,
    close_session,
    count_heads,
    enter_hall,
    open_session,
    plan_session,
    publish_session,
    set_agenda,
    set_roles,
)
from muara.web.forum.models import Session, SessionRole
from muara.web.home.demo import shapes
from muara.web.home.demo.assets import keep_places
from muara.web.home.demo.brand import say, tell_of_campaigns
from muara.web.home.demo.coming import agenda_for, plan_what_comes
from muara.web.home.demo.cooperatives import found_cooperatives
from muara.web.home.demo.governance import DELEGATE, WITNESS, govern
from muara.web.home.demo.initiatives import Acting, tie_to_threads
from muara.web.home.demo.minutes import bring_out, promise, write_down
from muara.web.home.demo.network import planned_network
from muara.web.home.demo.plan import Plan, plan
from muara.web.home.demo.products import fill_products
from muara.web.home.demo.sessions import WIB
from muara.web.home.demo.survey import hold_survey
from muara.web.home.demo.texts import (
    CITY_NAME,
    CITY_SLUG,
    CITY_WORDS,
    HUBS,
    REGENCY,
    REGENCY_FIGURES,
    REGENCY_LINK,
    REGENCY_SOURCE,
    REGENCY_YEAR,
    TOPIC_KEY,
)
from muara.web.home.demo.village import SESSION, THREAD, ask_the_villages, name_the_third
from muara.web.home.indexing import index
from muara.web.network.actions import (
    add_role,
    assign_role,
    come_back,
    declare_actor,
    declare_tie,
    leave,
    start_process,
)
from muara.web.network.models import Actor
from muara.web.tasks.worker import run_waiting

PASSWORD = "kota-koperasi-2018"  # noqa: S105 (known to everybody; refused in production below)
STAFF = {"SECRETARIAT": "sekretariat@contoh.id", "FACILITATOR": "pemandu@contoh.id"}
RESIDENT = "warga@contoh.id"
ROLES = {
    "COOPERATIVE": "pengurus koperasi",
    "CREATIVE": "komunitas kreatif",
    "MOVEMENT": "pegiat gerakan",
    "MEDIA": "pewarta",
    "ACADEMIC": "akademisi",
    "GOVERNMENT": "pegawai pemerintah",
    "BUSINESS": "pelaku usaha",
    "SHOP": "pemilik warung",
    "VILLAGE": "perangkat desa",
    "RESIDENT": "warga",
}
BATCH = 50
NAMED = 3  # a facilitator names few, and leaves the others to the reading
SEED_EVENING = 1

Tell = Callable[[str], None]


class CannotFillSample(Exception):
    """The sample city was refused; the message says why."""


def fill(*, size: shapes.Size = "city", tell: Tell = lambda text: None) -> list[str]:
    """Fill the sample city and return how to sign in, one line for each person.

    Raises
    ------
    CannotFillSample
        In production: everybody knows the passwords of the sample city.
    """
    if settings.PRODUCTION:
        raise CannotFillSample("The sample city has passwords that everybody knows; production does not take it.")
    made = plan(size, reference=timezone.localdate())
    with transaction.atomic():
        city, staff = _people_who_run_it(made)
        filler = _Filler(made, city, staff)
        tell("Evenings and concerns")
        filler.evenings()
        if size in {"city", "stress"}:
            tell("Actors, ties and processes")
            filler.network()
            tell("The trust survey")
            filler.survey()
            tell("How the network decides")
            filler.governance()
            tell("Idle places")
            filler.assets()
            tell("What is made, needed and lent")
            filler.products()
            tell("What is done about it")
            filler.initiatives()
            tell("Cooperatives")
            filler.cooperatives()
        tell("Voices")
        filler.voices()
        filler.resident()
        if size in {"city", "stress"}:
            filler.coming()
    tell("The first reading")
    if made.voters:
        filler.reading()
    filler.read_the_form()
    if filler.actors:
        tell("What the city is known for")
        filler.brand()
        filler.claims()
    tell("What can be found")
    index(city=city, at=timezone.now())
    lines = [
        f"Pemandu (facilitator): {STAFF['FACILITATOR']}  {PASSWORD}",
        f"Sekretariat (secretariat): {STAFF['SECRETARIAT']}  {PASSWORD}",
        f"Warga (resident): {RESIDENT}  {PASSWORD}",
    ]
    if filler.actors:
        lines.append(f"Utusan (delegate, with an open ballot): {DELEGATE}  {PASSWORD}")
        lines.append(f"Saksi (witness of the logs, from another hub): {WITNESS}  {PASSWORD}")
    return lines


def at_noon(day: date) -> datetime:
    return datetime.combine(day, time(12), WIB)


def _beside(told: shapes.Session) -> dict[str, Any]:
    """Return what only the sample evenings tell: of the seed evening the record says neither end nor doorstep."""
    return {} if told.number == 1 else {"ends_at": told.ends_at, "access_note": told.venue.access}


def _known_password(user: User) -> None:
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])


def _people_who_run_it(made: Plan) -> tuple[City, dict[str, User]]:
    at = (made.sessions[0].starts_at if made.sessions else timezone.now()) - timedelta(days=30)
    city = open_city(slug=CITY_SLUG, name=CITY_NAME, regency_code="33.02", is_sample=True, at=at)
    staff: dict[str, User] = {}
    for role, email in STAFF.items():
        membership, _password = appoint_by_operator(city=city, email=email, role=role, name=role.title(), at=at)
        staff[role] = membership.user
        _known_password(membership.user)
    describe_city(by=staff["SECRETARIAT"], city=city, at=at, **CITY_WORDS)
    for kind, value in REGENCY_FIGURES.items():
        record_figure(
            by=staff["SECRETARIAT"], city=city, kind=kind, value=value, year=REGENCY_YEAR, place=REGENCY,
            source=REGENCY_SOURCE, link=REGENCY_LINK, at=timezone.now(),
        )  # fmt: skip
    return city, staff


class _Filler:
    """What is known on the way: which planted key became which row."""

    def __init__(self, made: Plan, city: City, staff: dict[str, User]) -> None:
        self.made, self.city = made, city
        self.by, self.secretariat = staff["FACILITATOR"], staff["SECRETARIAT"]
        self.districts = {one.name: one for one in District.objects.filter(regency_code="33.02")}
        self.hubs = {hub.key: hub.name for hub in HUBS}
        self.concerns: dict[str, Concern] = {}
        self.topics: dict[str, Topic] = {}
        self.statements: dict[str, Statement] = {}
        self.people: dict[str, Participant] = {}
        self.actors: dict[str, Actor] = {}
        self.village: Topic | None = None
        self.read_the_form: Callable[[], None] = lambda: None

    # Evenings

    def evenings(self) -> None:
        for told in self.made.sessions:
            self.evening(told)

    def evening(self, told: shapes.Session) -> None:
        by, starts = self.by, told.starts_at
        session = plan_session(
            by=by,
            city=self.city,
            theme=told.theme,
            question=told.question,
            starts_at=starts,
            venue=told.venue.name,
            district=self.districts.get(told.venue.kecamatan),
            invited_sectors=told.invited,
            gist="\n".join(told.points),
            at=starts - timedelta(days=14),
            **_beside(told),
        )
        if told.number > 1:
            set_agenda(by=by, session=session, text=agenda_for(starts), at=starts - timedelta(days=14))
        kinds = SessionRole.Kind
        roles = [
            GivenRole(kinds.SPARK_SPEAKER, told.speaker),
            GivenRole(kinds.MODERATOR, told.moderator),
            GivenRole(kinds.NOTE_TAKER, told.note_taker),
        ]
        set_roles(by=by, session=session, roles=roles, at=starts - timedelta(days=14))
        announce(by=by, session=session, at=starts - timedelta(days=10))
        if told.status == "ANNOUNCED":
            return
        session = open_session(by=by, session=session, at=starts)
        for sector, n in told.headcount.items():
            count_heads(by=by, session=session, sector=sector, change=n, at=starts + timedelta(minutes=10))
        self.cards(told, session)
        for topic in self.made.topics:
            if topic.session == told.number:
                self.ask(topic, session)
        self.hall(told, session)
        if told.number == SESSION:
            self.village = ask_the_villages(
                city=self.city, by=by, secretariat=self.secretariat, session=session, concerns=self.concerns,
                at=told.ends_at - timedelta(minutes=20),
            )  # fmt: skip
        is_seed = bool(told.source_url)
        if is_seed:
            write_down(session, by=by, ends_at=told.ends_at)
        promise(session, by=by, ends_at=told.ends_at, until=timezone.now())
        close_session(by=by, session=session, at=told.ends_at)
        session.refresh_from_db()
        if is_seed:
            bring_out(session, by=by, ends_at=told.ends_at)
        elif told.status == "PUBLISHED":
            publish_session(by=by, session=session, at=told.ends_at + timedelta(days=1))

    def cards(self, told: shapes.Session, session: Session) -> None:
        for card in self.made.concerns:
            if card.session == told.number:
                self.concerns[card.key] = record_concern(
                    by=self.by,
                    city=self.city,
                    session=session,
                    because=card.because,
                    affected=card.affected,
                    tried=card.tried,
                    role=ROLES[card.sector],
                    channel=Channel.PAPER,
                    at=self.made.written_at[card.key],
                )

    def ask(self, told: shapes.Topic, session: Session) -> None:
        at = told.opens_at - timedelta(hours=1)
        topic = plan_topic(
            by=self.by, city=self.city, title=told.title, question=told.question, session=session, at=at
        )
        self.topics[told.key] = open_topic(by=self.by, topic=topic, at=told.opens_at)
        sectors = {card.key: card.sector for card in self.made.concerns}
        for one in self.made.statements:
            if one.topic == told.key:
                self.statements[one.key] = word_statement(
                    by=self.by,
                    topic=self.topics[told.key],
                    concerns=[self.concerns[key] for key in one.concerns],
                    text=one.text,
                    role=ROLES[sectors[one.concerns[0]]],
                    at=self.made.written_at[one.key],
                )

    # People and their votes

    def hall(self, told: shapes.Session, session: Session) -> None:
        """Let in, while the hall code works, those who were seen there and vote on paper or with help."""
        if not any(topic.session == told.number for topic in self.made.topics):
            return
        for voter in self.made.voters:
            if voter.tier == "VERIFIED" and voter.channel != "PHONE":
                self.arrive(voter, told.ends_at - timedelta(minutes=30))
                enter_hall(
                    by=self.people[voter.key], code=session.hall_code, at=told.ends_at - timedelta(minutes=30)
                )

    def arrive(self, voter: shapes.Voter, at: datetime) -> None:
        if voter.channel == "PHONE":
            token = secrets.token_urlsafe(24)
            person = admit(city=self.city, user=None, device_token=token, at=at)
        else:
            person = open_assisted(by=self.by, city=self.city, label=f"lembar {voter.key[1:]}", at=at)
        self.people[voter.key] = person

    def voices(self) -> None:
        votes: dict[str, list[shapes.Vote]] = {}
        for vote in self.made.votes:
            votes.setdefault(vote.voter, []).append(vote)
        topic_of = {one.key: one.topic for one in self.made.statements}
        planned = {voter.key: voter for voter in self.made.voters}
        for voter in self.made.voters:
            if voter.key not in self.people:
                self.arrive(voter, voter.arrives_at)
                self.raise_tier(voter, planned)
            person = self.people[voter.key]
            person.refresh_from_db()
            given = votes.get(voter.key, [])
            if given:
                self.vote(voter, person, self.topics[topic_of[given[0].statement]], given)
            if voter.sector or voter.kecamatan or voter.hub:
                describe_self(
                    by=person,
                    sector=Sector(voter.sector) if voter.sector else "",
                    district=self.districts.get(voter.kecamatan or ""),
                    hub=self.hubs.get(voter.hub or "", ""),
                    at=given[-1].cast_at if given else voter.arrives_at,
                )
        for topic in self.topics.values():
            move_splits(topic=topic, at=timezone.now())

    def raise_tier(self, voter: shapes.Voter, planned: dict[str, shapes.Voter]) -> None:
        person = self.people[voter.key]
        if voter.tier == "VERIFIED":
            verify_by_roll(by=self.secretariat, participant=person, at=voter.arrives_at)
        elif voter.tier == "INVITED":
            host = planned[voter.invited_by] if voter.invited_by else None
            while host is not None and host.tier != "VERIFIED":  # only verified people invite
                host = planned[host.invited_by] if host.invited_by else None
            if host is not None and host.key in self.people:
                inviter = Participant.objects.get(pk=self.people[host.key].pk)
                _invitation, token = make_invitation(by=inviter, at=voter.arrives_at)
                accept_invitation(by=person, token=token, at=voter.arrives_at)

    def vote(self, voter: shapes.Voter, person: Participant, topic: Topic, given: list[shapes.Vote]) -> None:
        recorder = None if voter.channel == "PHONE" else self.by
        batch = [
            Given(
                statement_id=self.statements[vote.statement].pk,
                value=vote.value,
                key=f"contoh-{voter.key}-{vote.statement}",
                at=vote.cast_at,
                is_important=vote.is_important,
            )
            for vote in given
        ]
        for start in range(0, len(batch), BATCH):
            answers = cast_batch(
                by=person,
                topic=topic,
                votes=batch[start : start + BATCH],
                channel=voter.channel,
                recorded_by=recorder,
            )
            if refused := [answer for answer in answers if isinstance(answer, CannotVote)]:
                raise refused[0]

    def coming(self) -> None:
        """Let some of those who gave their voice keep a place at what comes."""
        last = Session.objects.filter(city=self.city).select_related("city", "district").order_by("-number")[0]
        people = sorted(self.people.values(), key=lambda person: person.pk)
        plan_what_comes(by=self.by, last=last, people=people, now=timezone.now())

    def resident(self) -> None:
        """Give one account to a resident who has taken no part yet, so that trying out begins at the beginning."""
        at = timezone.now()
        user = open_account(email=RESIDENT, name="Warga", at=at)
        _known_password(user)
        admit(city=self.city, user=user, device_token="", at=at)

    # The network

    def network(self) -> None:
        """Write everybody down on the day on which they joined, and each tie on the day on which it began."""
        made = planned_network(self.made.reference)
        who = self.actors
        for told in made.actors:
            who[told.name] = declare_actor(
                by=self.by,
                city=self.city,
                name=told.name,
                kind=told.kind,
                last_meeting_date=told.last_meeting,
                hub=self.hubs[told.hub],
                district=self.districts.get(told.kecamatan),
                n_members=told.members,
                offers=told.offers,
                needs=told.needs,
                joined=told.joined,
                at=at_noon(self.made.reference),
            )
        for tie in made.ties:
            a, b = who[tie.a], who[tie.b]
            declare_tie(
                by=self.by,
                a=a,
                b=b,
                kind=tie.kind,
                since=tie.since,
                told_by=[one for side, one in (("A", a), ("B", b)) if side in tie.told],
                at=at_noon(self.made.reference),
            )
        for process in made.processes:
            since = self.made.reference - timedelta(days=400)
            at = at_noon(self.made.reference)
            begun = start_process(
                by=self.by, city=self.city, name=process.name, what=process.what, weight=process.weight,
                since=since, at=at,
            )  # fmt: skip
            for role in process.roles:
                added = add_role(by=self.by, process=begun, name=role.name, needed=role.needed, since=since, at=at)
                for name in role.holders:
                    assign_role(by=self.by, role=added, actor=who[name], since=since, at=at)
        name, gone, back, reason = made.away
        leave(by=self.by, actor=who[name], reason=reason, on=gone, at=at_noon(self.made.reference))
        come_back(by=self.by, actor=who[name], on=back, at=at_noon(self.made.reference))

    def survey(self) -> None:
        day = self.made.reference
        hold_survey(city=self.city, by=self.secretariat, who=self.actors, reference=day, noon=at_noon(day))

    def governance(self) -> None:
        self.read_the_form = govern(
            city=self.city, secretariat=self.secretariat, facilitator=self.by, who=self.actors,
            reference=self.made.reference, password=PASSWORD,
        )  # fmt: skip

    def assets(self) -> None:
        keep_places(
            city=self.city, facilitator=self.by, secretariat=self.secretariat, who=self.actors,
            districts=self.districts, noon=at_noon(self.made.reference),
        )  # fmt: skip

    def products(self) -> None:
        noon = at_noon(self.made.reference)
        fill_products(
            city=self.city, by=self.by, actors=self.actors, begins=noon - timedelta(days=300), now=timezone.now()
        )

    def cooperatives(self) -> None:
        found_cooperatives(
            city=self.city, by=self.by, secretariat=self.secretariat, who=self.actors,
            noon=at_noon(self.made.reference), reference=self.made.reference,
        )  # fmt: skip

    def initiatives(self) -> None:
        Acting(self.city, self.secretariat, self.by, self.actors, self.concerns, self.made.reference).act()

    # What the city is known for

    def brand(self) -> None:
        tell_of_campaigns(
            city=self.city, facilitator=self.by, secretariat=self.secretariat, who=self.actors,
            reference=self.made.reference, noon=at_noon(self.made.reference),
        )  # fmt: skip

    def claims(self) -> None:
        say(city=self.city, secretariat=self.secretariat, noon=at_noon(self.made.reference))

    # The common ground

    def reading(self) -> None:
        for topic in [*self.topics.values(), *([self.village] if self.village else [])]:
            take_reading(by=self.by, topic=topic, at=timezone.now())
        run_waiting()
        threads = self.name_threads()
        if self.village and (third := name_the_third(by=self.by, topic=self.village, at=timezone.now())):
            threads[THREAD] = third
        if self.actors:
            tie_to_threads(self.by, threads, self.city, timezone.now())

    def name_threads(self) -> dict[str, CommonThread]:
        """Name the first common statement of each thread, those first that began at the seed evening."""
        found = Reading.objects.of(self.topics[TOPIC_KEY]).everybody().ready()
        if (newest := found.newest_first().first()) is None or not newest.is_public:
            return {}
        came_from = {
            self.statements[one.key].number: one for one in self.made.statements if one.topic == TOPIC_KEY
        }
        notes = {one.key: one for one in self.made.threads}
        cards = {one.key: one for one in self.made.concerns}
        threads: dict[str, CommonThread] = {}
        listed = [came_from[number] for number in newest.result["threads"]]
        for told in sorted(
            listed, key=lambda one: all(cards[key].session != SEED_EVENING for key in one.concerns)
        ):
            key = next((cards[card].thread for card in told.concerns if cards[card].thread), None)
            if key is None or key in threads or len(threads) == NAMED:
                continue
            thread = name_thread(
                by=self.by,
                reading=newest,
                statement=self.statements[told.key],
                name=notes[key].name,
                why=f"{told.text} {notes[key].note}",
                at=timezone.now(),
            )
            threads[key] = publish_thread(by=self.by, thread=thread, at=timezone.now())
        return threads
