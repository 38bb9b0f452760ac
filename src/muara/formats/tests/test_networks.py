import json

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from muara.engine.network.graph import Network
from muara.engine.network.tests.small import random_network
from muara.formats.gexf import read_gexf, write_gexf
from muara.formats.graphml import read_graphml, write_graphml
from muara.formats.kumu import read_kumu, read_kumu_csv, write_kumu, write_kumu_csv
from muara.formats.safe_xml import MOST_DEPTH
from muara.formats.sheet import ActorRow, BrokenNetwork, Sheet, TieRow, sheet_of
from muara.formats.ties_csv import read_matrix, read_ties, write_matrix, write_ties

WAYS = {
    "graphml": lambda sheet: read_graphml(write_graphml(sheet)),
    "gexf": lambda sheet: read_gexf(write_gexf(sheet)),
    "kumu": lambda sheet: read_kumu(write_kumu(sheet)),
    "kumu-csv": lambda sheet: read_kumu_csv(*write_kumu_csv(sheet), directed=sheet.is_directed),
    "ties": lambda sheet: read_ties(*write_ties(sheet), directed=sheet.is_directed),
}


def lines(sheet):
    return [str(problem) for problem in sheet.problems]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("directed", [False, True])
def test_there_and_back_the_network_is_the_same_byte_for_byte(way, directed):
    rng = np.random.default_rng(1)
    for _ in range(25):
        drawn = random_network(rng, 12, weighted=True, directed=directed)
        net = Network.from_ties(
            [f"aktor {a}" for a in drawn.sources],
            [f"aktor {b}" for b in drawn.targets],
            actors=[f"aktor {a}" for a in drawn.actors],
            weights=drawn.weights,
            evidence=rng.uniform(0.1, 1, drawn.n_ties),
            layers=rng.choice(["referral", "contract"], drawn.n_ties).tolist(),
            members={f"aktor {a}": int(m) for a, m in enumerate(drawn.members)},
            directed=directed,
        )
        if net.n_actors:
            again = WAYS[way](sheet_of(net))
            if not (way == "kumu" and directed and not net.n_ties):  # without a connection Kumu knows no direction
                assert again.network().sha256 == net.sha256


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=8).filter(
    lambda name: name.strip() == name and name.isprintable()
)


@pytest.mark.parametrize("way", WAYS)
@given(names=st.lists(NAMES, min_size=2, max_size=4, unique=True), note=NAMES)
def test_whatever_people_call_themselves_comes_back(way, names, note):
    sheet = Sheet(
        tuple(ActorRow(name, {"note": note}) for name in names), (TieRow(names[0], names[1], {"by": note}),)
    )

    again = WAYS[way](sheet)

    assert again.problems == ()
    assert again.actors == sheet.actors
    assert again.ties == sheet.ties


def test_a_matrix_there_and_back():
    net = Network.from_ties(["a", "b", "c"], ["b", "a", "a"], weights=[1, 2, 0.5], directed=True)

    assert read_matrix(write_matrix(sheet_of(net))).network().sha256 == net.sha256
    half = Network.from_ties(["a", "c"], ["b", "a"], weights=[1, 2])
    assert read_matrix(write_matrix(sheet_of(half)), directed=False).network().sha256 == half.sha256


def test_no_cell_of_a_table_becomes_a_formula():
    sheet = Sheet(
        (ActorRow("=HYPERLINK(1)", {"@x": "+1"}), ActorRow("b")), (TieRow("=HYPERLINK(1)", "b", {"n": "-2"}),)
    )

    for text in (*write_ties(sheet), *write_kumu_csv(sheet), write_matrix(sheet)):
        cells = [cell for row in text.removeprefix("\ufeff").splitlines() for cell in row.split(",")]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_networkx_reads_what_is_written_and_the_other_way_round(tmp_path):
    graph = nx.Graph()
    graph.add_node("adi", members=3, note="<&>")
    graph.add_edge("adi", "sari", weight=2.5)
    nx.write_graphml(graph, tmp_path / "a.graphml")
    nx.write_gexf(graph, tmp_path / "a.gexf")

    ours = read_graphml((tmp_path / "a.graphml").read_bytes())

    assert ours.problems == ()
    assert ours.actors[0].about == {"members": 3, "note": "<&>"}
    assert ours.network().weights.tolist() == [2.5]
    gexf = read_gexf((tmp_path / "a.gexf").read_bytes())
    assert (gexf.problems, gexf.network().sha256) == ((), ours.network().sha256)
    (tmp_path / "b.graphml").write_text(write_graphml(ours), encoding="utf-8")
    assert nx.read_graphml(tmp_path / "b.graphml").nodes["adi"]["note"] == "<&>"
    (tmp_path / "b.gexf").write_text(write_gexf(ours), encoding="utf-8")
    assert nx.read_gexf(tmp_path / "b.gexf").edges["adi", "sari"]["weight"] == 2.5


@pytest.mark.data
def test_the_search_and_rescue_networks_are_read_by_name(muara_data):
    data = (muara_data / "networks" / "emon-mtsi.graphml").read_bytes()

    net = read_graphml(data).network(name="name", weight="frequency")

    assert (net.n_actors, net.n_ties, net.is_directed) == (13, 33, True)
    assert "King County Police" in net.actors


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><graphml><graph>&b;</graph></graphml>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><graphml>&a;</graphml>'


@pytest.mark.parametrize("read", [read_graphml, read_gexf])
@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (BOMB, "line 1: The file has a document type"),
        (OUTSIDE, "line 1: The file has a document type"),
        ("<a>" * (MOST_DEPTH + 1), "nested more than"),
        ("<graphml>\n<graph></graphml>", "line 2: The file is no well-formed XML"),
        ("", "no well-formed XML"),
        ("<html/>", "There is no graph"),
        (b"\xff\xfe<\x00", "UTF-16"),
        (b"<a>\n\xff</a>", "line 2: A character is not UTF-8"),
        ("<a>\x00</a>", "NUL"),
        (b" " * 20_000_001, "larger than 20 MB"),
    ],
)
def test_hostile_or_broken_xml_is_refused_with_its_line(read, data, complaint):
    sheet = read(data)

    assert complaint in lines(sheet)[0]
    with pytest.raises(BrokenNetwork, match=r"line|file|graph"):
        sheet.network()


def test_every_wrong_row_of_graphml_is_named():
    sheet = read_graphml(
        '<graphml><key id="k" for="edge" attr.name="weight" attr.type="double"/>\n'
        '<graph edgedefault="undirected">\n'
        '<node id="a"/><node id="a"/>\n'
        '<edge source="a" target="a"/>\n'
        '<edge source="a" target="z"><data key="k">berat</data></edge>\n'
        '<edge source="a" target="z" directed="true"/>\n'
        "</graph></graphml>"
    )

    assert {problem.line for problem in sheet.problems} == {3, 4, 5, 6}
    assert "line 5: 'berat' in weight is no double." in lines(sheet)


@pytest.mark.parametrize(
    ("ties", "actors", "expected"),
    [
        ("", None, ["line 1: The table is empty."]),
        ("siapa,ke\na,b\n", None, ["line 1: A column 'source' is missing; there is: siapa, ke."]),
        ("dari,ke\na\n", None, ["line 2: There are 1 fields, but the header has 2."]),
        ("dari,ke\na,\n", None, ["line 2: A tie lacks an end."]),
        ("dari,ke,weight\na,b,berat\n", None, ["line 2: 'berat' in column weight is no number."]),
        ("dari,ke\n\na,a\n", None, ["line 3: 'a' is tied to itself."]),
        ("dari,ke\na,b\n", "nama\na\n", ["line 2: There is no actor 'b'."]),
        ("dari,ke\na,b\n", "nama,x\na,1\n,2\nb,1\nb,1\n", None),
        ("dari,dari,ke\na,b,c\n", None, ["line 1: The column 'dari' occurs twice."]),
    ],
)
def test_every_wrong_row_of_a_table_is_named(ties, actors, expected):
    sheet = read_ties(ties, actors)

    if expected is None:
        expected = ["line 3: Actors: An actor has no name.", "line 5: The actor 'b' is given twice."]
    assert lines(sheet) == expected


def test_semicolons_decimal_commas_and_a_byte_order_mark_are_understood():
    sheet = read_ties("\ufeffdari;ke;weight\r\nadi;sari;0,5\r\n")

    assert sheet.network().weights.tolist() == [0.5]


def test_an_apostrophe_that_belongs_to_a_name_stays():
    assert read_ties("dari,ke\n't Hart,adi\n").ties[0].source == "'t Hart"


def test_a_matrix_knows_who_did_not_answer_and_names_its_wrong_cells():
    sheet = read_matrix(",adi,sari,tini\nadi,9,2,\nsari,x,0,-1\nbudi,0,0,0\n")

    assert [row.about["answered"] for row in sheet.actors] == [True, True, False]
    assert [problem.line for problem in sheet.problems] == [3, 3, 4]
    assert sheet.ties[0].about == {"weight": 2}
    assert lines(read_matrix(",a,b\na,0,1\nb,2,0\n", directed=False)) == [
        "line 2: 'a' and 'b' say different things of one another.",
        "line 3: 'b' and 'a' say different things of one another.",
    ]


def test_kumu_finds_its_ends_by_id_and_keeps_types_as_layers():
    sheet = read_kumu(
        json.dumps(
            {
                "elements": [{"_id": "e1", "label": "Adi", "type": "hub", "tags": ["x", "y"]}, {"label": "Sari"}],
                "connections": [
                    {"from": "e1", "to": "Sari", "direction": "directed", "type": "referral"},
                    {"from": "Sari", "to": "Adi", "direction": "mutual"},
                ],
            }
        )
    )

    assert sheet.problems == ()
    assert sheet.actors[0].about == {"type": "hub", "tags": "x|y"}
    assert sheet.ties[0].about == {"layer": "referral"}
    assert [(tie.source, tie.target) for tie in sheet.ties] == [("Adi", "Sari"), ("Sari", "Adi"), ("Adi", "Sari")]


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ("{", "no JSON"),
        ("[]", 'no "elements"'),
        ('{"elements": [{}]}', "Element 1 has no label"),
        ('{"elements": [3]}', "Element 1 has no label"),
        ('{"elements": [], "connections": 3}', "is no list"),
        ('{"elements": [], "connections": [3]}', "Connection 1 is none"),
        ("[" * 100_000, "no JSON"),
    ],
)
def test_what_is_not_from_kumu_is_refused(data, complaint):
    assert complaint in lines(read_kumu(data))[0]


def test_what_a_format_cannot_hold_is_said_and_not_lost():
    with pytest.raises(BrokenNetwork, match="XML cannot hold"):
        write_graphml(Sheet((ActorRow("a\x01"),)))
    with pytest.raises(BrokenNetwork, match="several ties"):
        write_matrix(Sheet((), (TieRow("a", "b"), TieRow("a", "b"))))
    with pytest.raises(BrokenNetwork, match="no number"):
        Sheet((), (TieRow("a", "b", {"weight": "x"}),)).network()
    with pytest.raises(BrokenNetwork, match="no number"):
        Sheet((ActorRow("a", {"members": "x"}),)).network()
    with pytest.raises(BrokenNetwork, match="given twice"):
        Sheet((), (TieRow("a", "b"), TieRow("b", "a"))).network()
    with pytest.raises(BrokenNetwork, match='same "label"'):
        Sheet((ActorRow("a", {"label": "x"}), ActorRow("b", {"label": "x"}))).network(name="label")
