"""The command line: parse, call one action or one engine function, print."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from muara import __version__
from muara.web.config.errors import Refused

Asked = argparse.Namespace


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def set_up() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muara.web.config.settings")
    django.setup()


def run(asked: Asked) -> None:
    from muara.web.config import serve

    if asked.hall:
        serve.open_to_the_hall()
    set_up()
    serve.prepare()
    from muara.web.config.sample import fill_if_empty

    raise SystemExit(serve.run(fill_if_empty() if asked.demo else []))


def migrate(asked: Asked) -> None:
    from muara.web.config import serve

    set_up()
    serve.prepare()


def web(asked: Asked) -> None:
    from muara.web.config import serve

    set_up()
    raise SystemExit(serve.web())


def worker(asked: Asked) -> None:
    from muara.web.config import serve

    set_up()
    raise SystemExit(serve.worker())


def check(asked: Asked) -> None:
    set_up()
    from muara.web.config.checkup import look

    is_sound = True
    for finding in look():
        is_sound &= finding.is_sound
        say(f"✓ {finding.subject}" if finding.is_sound else f"✗ {finding.subject}: {finding.advice}")
    if not is_sound:
        raise Refused("Something needs attention; the lines with ✗ say what to do.")


def backup(asked: Asked) -> None:
    set_up()
    from django.utils import timezone

    from muara.web.config.backup import make_backup

    manifest = make_backup(asked.file.resolve(), at=timezone.now())
    n_rows, n_media = sum(manifest["rows"].values()), len(manifest["parts"]) - 1
    say(f"{asked.file}: {n_rows:,} rows and {n_media:,} media files. Keep it safe, on another machine.")


def restore(asked: Asked) -> None:
    set_up()
    from muara.web.config.restore import restore_backup

    manifest = restore_backup(asked.file.resolve())
    say(f"Restored {sum(manifest['rows'].values()):,} rows, as they were on {manifest['made_at']}.")


def open_city(asked: Asked) -> None:
    set_up()
    from muara.web.config import operate

    say(operate.open_a_city(asked.slug, asked.name, asked.regency))


def import_areas(asked: Asked) -> None:
    set_up()
    from muara.web.config import operate

    how = {"source": asked.source, "licence": asked.licence, "only_look": asked.dry_run}
    say(operate.import_outlines(asked.file, city=asked.city, **how))


def appoint(asked: Asked) -> None:
    set_up()
    from muara.web.config import operate

    how = {"city": asked.city, "role": asked.role, "name": asked.name, "new_password": asked.new_password}
    say(operate.appoint(asked.email, **how))


def index(asked: Asked) -> None:
    set_up()
    from muara.web.config import operate

    for line in operate.index(asked.city):
        say(line)


def bring_in(asked: Asked) -> None:
    set_up()
    from muara.web.config import operate

    say(operate.bring_in(asked.dir, city=asked.city, by=asked.by, title=asked.title, sign=asked.sign))


def hand_out(asked: Asked) -> None:
    set_up()
    from muara.web.config import operate

    how = {"rows": asked.rows, "by": asked.by, "purpose": asked.purpose, "sign": asked.sign}
    say(operate.hand_out(asked.dir, city=asked.city, topic=asked.topic, **how))


def demo(asked: Asked) -> None:
    set_up()
    from muara.web.config import sample

    for line in sample.make(asked.size, rebuild=asked.rebuild):
        say(f"· {line}")


def one_to_stdout(asked: Asked) -> None:
    if asked.json == asked.html == "-":
        raise Refused(
            "The result and the page cannot both go to the standard output. Name a file for one of them."
        )


def analyse(asked: Asked) -> None:
    from muara.formats.report import analyse_command

    one_to_stdout(asked)
    how = {"mode": asked.mode, "sign": asked.sign, "quiet": asked.quiet}
    if asked.seed is not None:
        how["seed"] = asked.seed
    how |= {
        "cluster": asked.cluster,
        "memory_mb": asked.memory,
        "people": asked.people,
        "declared": asked.declared,
    }
    raise SystemExit(analyse_command(asked.dir, json_path=asked.json, html_path=asked.html, **how))


def network(asked: Asked) -> None:
    from muara.formats.network_report import network_command
    from muara.formats.network_result import Question

    one_to_stdout(asked)
    if asked.draws is not None and asked.draws < 1:
        raise Refused(f"{asked.draws} draws say nothing; take at least 1.")
    given = {"chance": asked.chance, "seed": asked.seed}
    question = Question(
        leave=tuple(asked.leave),
        by=asked.by,
        draws=asked.draws,
        **{name: value for name, value in given.items() if value is not None},
    )
    how = {"actors": asked.actors, "roles": asked.roles, "before": asked.before, "directed": asked.directed}
    how |= {"json_path": asked.json, "html_path": asked.html, "quiet": asked.quiet}
    raise SystemExit(network_command(asked.path, question, **how))


def verify(asked: Asked) -> None:
    from muara.formats.decision_bundle import is_bundle, verify_bundle_command
    from muara.formats.verify import verify_command

    if is_bundle(asked.result):
        raise SystemExit(verify_bundle_command(asked.result, asked.head or (), quiet=asked.quiet))
    if asked.dir is None:
        raise Refused(f"{asked.result} is no bundle of a decision. Of an analysis, name the export too.")
    how = {"quiet": asked.quiet, "sign": asked.sign, "declared": asked.declared}
    raise SystemExit(verify_command(asked.result, asked.dir, **how))


def reads_export(one: argparse.ArgumentParser, nargs: str | None = None) -> None:
    one.add_argument("dir", type=Path, metavar="DIR", nargs=nargs, help="the folder of a Polis export")
    one.add_argument(
        "--sign", choices=["opendata", "api"], default="opendata", help="api: -1 means agree, as in its database"
    )


def writes_report(one: argparse.ArgumentParser) -> None:
    said = "without a FILE to the standard output, and nothing else there"
    one.add_argument("--json", nargs="?", const="-", metavar="FILE", help=f"write the result as JSON; {said}")
    one.add_argument("--html", nargs="?", const="-", metavar="FILE", help=f"write the report as a page; {said}")


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="muara", description="From a room full of concerns to a common thread.")
    parser.add_argument("--version", action="version", version=f"muara {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, do: Callable[[Asked], None], text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        added.set_defaults(do=do)
        return added

    one = command("run", run, "make everything ready, then run web server and worker together until Ctrl-C")
    one.add_argument("--demo", action="store_true", help="fill an empty database with the sample city")
    one.add_argument(
        "--hall", action="store_true", help="serve the phones of this network, not this machine alone"
    )
    command("web", web, "run the web server alone")
    command("worker", worker, "do the background work alone")
    command("migrate", migrate, "bring the database and the static files to this version, and end")
    command("check", check, "say whether this installation is sound, and what to do if not")
    one = command("demo", demo, "fill an empty database with the sample city, and end")
    one.add_argument(
        "--size", choices=["empty", "one", "city", "stress"], default="city", help="stress: ten times"
    )
    one.add_argument("--rebuild", action="store_true", help="throw everything in the database away first")
    one = command("analyse", analyse, "read a Polis export and say what holds across its groups")
    one.add_argument(
        "--mode", choices=["muara", "polis"], default="muara", help="polis: the published method, cold"
    )
    writes_report(one)
    one.add_argument("--seed", type=int, metavar="N", help="another seed of the random draws")
    one.add_argument("--memory", type=int, metavar="MB", help="Parquet: the memory it may take, 2000 by default")
    one.add_argument("--cluster", metavar="ADDRESS", help="Parquet: a Dask scheduler whose workers do the work")
    one.add_argument("--people", type=Path, metavar="FOLDER", help="Parquet: where to write who stands where")
    one.add_argument(
        "--declared", type=Path, metavar="FILE", help="CSV: participant, and what each said: sector, …"
    )
    reads_export(one)
    one.add_argument("--quiet", action="store_true", help="print no report and no progress")
    one = command("network", network, "read a network and say what breaks when somebody leaves")
    one.add_argument(
        "path", type=Path, metavar="PATH", help="GraphML, GEXF, Kumu JSON, CSV, or a ZIP or folder of two tables"
    )
    one.add_argument("--leave", action="append", default=[], metavar="NAME", help="who leaves; many times")
    one.add_argument("--actors", type=Path, metavar="FILE", help="with a list of ties: the table of actors")
    one.add_argument("--roles", type=Path, metavar="FILE", help="CSV: process, role, holder, needed, weight")
    one.add_argument("--before", type=Path, metavar="PATH", help="the network as it was, to compare")
    one.add_argument("--by", metavar="COLUMN", help="what groups the actors, for example hub or sector")
    one.add_argument("--directed", action="store_true", help="the ties of a list have a direction")
    one.add_argument("--chance", type=float, metavar="Q", help="chance that each leaves, 0.1 by default")
    one.add_argument("--draws", type=int, metavar="N", help="draws of the unsure ties, by size unless given")
    writes_report(one)
    one.add_argument("--seed", type=int, metavar="N", help="another seed of the random draws")
    one.add_argument("--quiet", action="store_true", help="print no report and no progress")
    one = command(
        "verify",
        verify,
        "count a decision again from its bundle, or analyse an export again, and compare the result",
    )
    one.add_argument(
        "result", type=Path, metavar="RESULT", help="a decision (.tar), or a file that muara analyse --json wrote"
    )
    reads_export(one, nargs="?")
    one.add_argument(
        "--head",
        type=Path,
        action="append",
        metavar="FILE",
        help="decision: a head that a witness kept; many times",
    )
    one.add_argument("--declared", type=Path, metavar="FILE", help="analysis: the table that it was made with")
    one.add_argument("--quiet", action="store_true", help="print no report and no progress")
    one = command("import", bring_in, "bring a Polis export into a city, as a closed topic")
    reads_export(one)
    one.add_argument("--city", required=True, metavar="SLUG", help="the address of the city")
    one.add_argument("--by", required=True, metavar="EMAIL", help="the facilitator in whose name it is done")
    one.add_argument("--title", default="", help="another title than the one of the export")
    one = command("export", hand_out, "write the published counts of a topic, or its votes for a stated purpose")
    one.add_argument("city", metavar="CITY", help="the address of the city")
    one.add_argument("topic", metavar="TOPIC", help="the address of the topic in it")
    one.add_argument("dir", type=Path, metavar="DIR", help="an empty or new folder")
    one.add_argument("--rows", action="store_true", help="the votes person by person, under new numbers")
    one.add_argument("--by", default="", metavar="EMAIL", help="who of the secretariat takes the rows")
    one.add_argument("--purpose", default="", help="what the rows are for; written in the log")
    one.add_argument(
        "--sign", choices=["opendata", "api"], default="opendata", help="api: write -1 for agree in the rows"
    )
    one = command("index", index, "make anew what can be found by searching, in one city or in all")
    one.add_argument("--city", default="", metavar="SLUG", help="the address of the city")
    one = command("backup", backup, "write database and media into one file, also while people vote")
    one.add_argument("file", type=Path, metavar="FILE", help="the file to write, for example muara-2026-11-24.zip")
    one = command("restore", restore, "put a backup into an empty place, all of it or nothing")
    one.add_argument("file", type=Path, metavar="FILE", help="a file that muara backup wrote")
    one = command("city", open_city, "open a city")
    one = one.add_subparsers(metavar="open", required=True).add_parser("open", help="open a city")
    one.add_argument("slug", help="its address, for example purwokerto")
    one.add_argument("name", help="its name, for example Purwokerto")
    one.add_argument(
        "--regency", default="", metavar="CODE", help="code of its regency, for example 33.02 (Banyumas)"
    )
    one = command("import-areas", import_areas, "bring the outlines of a regency's kecamatan in, for its maps")
    one.add_argument("file", type=Path, metavar="FILE", help="GeoJSON with a polygon for each kecamatan")
    one.add_argument("--city", required=True, metavar="SLUG", help="the address of a city in the regency")
    one.add_argument("--source", required=True, metavar="TEXT", help="whose outlines they are; maps say so")
    one.add_argument("--licence", required=True, metavar="TEXT", help="under which they may be shown; maps say so")
    one.add_argument("--dry-run", action="store_true", help="say what would come in, and write nothing")
    one = command(
        "person", appoint, "give somebody a role in a city, with an account and a password if they have none"
    )
    one.add_argument("email", metavar="EMAIL")
    one.add_argument("--city", required=True, metavar="SLUG", help="the address of the city")
    one.add_argument("--role", required=True, choices=["secretariat", "facilitator", "member"])
    one.add_argument("--name", default="", help="the name that others see")
    one.add_argument("--new-password", action="store_true", help="replace a password that was forgotten")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    from django.core.exceptions import ImproperlyConfigured

    asked = build_parser().parse_args(arguments)
    try:
        asked.do(asked)
    except KeyboardInterrupt:
        return 130
    except Refused as refused:
        sys.stderr.write(f"✗ {refused}\n")
        return 1
    except ImproperlyConfigured as error:
        sys.stderr.write(f"✗ A setting cannot be used: {error} See docs/reference/configuration.md.\n")
        return 78
    return 0


if __name__ == "__main__":
    sys.exit(main())
