#!/usr/bin/env python3
"""Menghitung ulang satu keputusan Muara dari berkasnya, hanya dengan pustaka baku Python (3.8 ke atas).

    python3 hitung-ulang.py KEPUTUSAN.tar [--kepala KEPALA.json]... [--json]

Kode keluar: 0 semuanya cocok; 1 ada yang salah (peristiwa pertama yang salah disebut); 2 berkas tak terbaca.
Ditulis menurut docs/reference/decision-bundle.md, tanpa memakai kode Muara lainnya. Lisensi: AGPL-3.0-or-later.
"""

import hashlib
import json
import re
import sys
import tarfile
import unicodedata
from fractions import Fraction

KATA = {
    "file": "suatu bagian berkas hilang, berlebih, atau tidak sesuai bentuknya",
    "rules": "aturannya tidak sah, atau bukan aturan saat keputusan dibuka",
    "roll": "daftar pemilihnya tidak tertib, atau bukan daftar saat keputusan dibuka",
    "codes": "kode-kodenya bukan kode saat dibuka, atau suatu suara memakai kode yang tidak ada",
    "form": "bentuk suatu peristiwa tidak sesuai",
    "seq": "suatu peristiwa tidak berada di nomornya: ada yang dihapus, disisipkan, atau dipindah",
    "prev": "yang tercatat di sini bukan yang diikuti peristiwa berikutnya",
    "decision": "suatu peristiwa milik keputusan lain",
    "order": "peristiwa jenis ini tidak boleh ada di sini",
    "closed": "ada peristiwa setelah penutupan",
    "voter": "yang memilih tidak ada di daftar, atau lebih banyak daripada daftarnya",
    "choice": "suatu pilihan tidak diperbolehkan aturan",
    "channel": "pencatat suatu suara tidak disebut, atau disebut padahal tidak perlu",
    "double": "suatu kode atau segel dipakai dua kali",
    "count": "yang dihitung lebih banyak daripada yang ada, atau berbeda dari penutupan",
    "objection": "suatu keberatan diubah tidak semestinya",
    "roles": "satu orang melakukan yang harus dilakukan dua orang",
    "openings": "suara yang dibuka bukan suara yang diberikan",
    "drew": "daftar pengambil kode bukan daftar saat penutupan",
    "open": "keputusan belum ditutup",
    "names": "suatu nama tidak cocok dengan tandanya",
    "signature": "suatu kepala log tidak ditandatangani kuncinya",
    "head": "lognya bukan log yang pernah ditandatangani atau disaksikan",
    "result": "hasilnya bukan hasil dari suara-suara ini",
}
ARTI = {
    "passed": "DISETUJUI",
    "rejected": "TIDAK DISETUJUI",
    "chosen": "TERPILIH",
    "heard": "DIDENGAR",
    "no_quorum": "TIDAK MENCAPAI KUORUM",
    "tied": "SERI",
    "no_votes": "TIDAK ADA SUARA",
}
SATU = ("sense_check", "advice", "consent", "majority", "choose_one")
JENIS = SATU + ("choose_some", "score", "ranked", "elect", "dots", "budget")
BAGIAN = ("rules", "roll", "heads", "result", "codes", "openings", "drew", "names")
WAJIB = ("rules", "roll", "heads", "result")
PERIKSA = {"explicit", "impersonal", "evidenced", "not_safe_to_fail"}


class Salah(Exception):
    """Hal pertama yang salah."""

    def __init__(self, fault, event=None):
        super().__init__(fault)
        self.fault, self.event = fault, event


class TakTerbaca(Exception):
    """Berkas ini bukan berkas keputusan."""


# ---- 1. Teks baku ----


def tulis(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def boleh(value):
    if value is None or isinstance(value, bool):
        return True
    if isinstance(value, int):
        return abs(value) < 2**53
    if isinstance(value, str):
        return "\0" not in value and unicodedata.normalize("NFC", value) == value
    if isinstance(value, list):
        return all(boleh(part) for part in value)
    if isinstance(value, dict):
        return all(re.match(r"[a-z][a-z0-9_]*\Z", key) and boleh(part) for key, part in value.items())
    return False


def baca(data):
    """Baca teks baku; ejaan lain ditolak (ValueError)."""
    try:
        value = json.loads(data.decode("utf-8"))
        sama = boleh(value) and tulis(value) == data
    except (ValueError, RecursionError):
        sama = False
    if not sama:
        raise ValueError("bukan teks baku")
    return value


# ---- 2. Log ----


def sha(data):
    return hashlib.sha256(data).digest()


class Log:
    """Pohon Merkle RFC 6962 yang hanya tumbuh: setiap anak tangga memuat akar 2^k daun."""

    def __init__(self):
        self.tangga, self.akar = [], [sha(b"")]

    def tambah(self, entry):
        ukuran, simpul = 1, sha(b"\0" + entry)
        while self.tangga and self.tangga[-1][0] == ukuran:
            simpul = sha(b"\1" + self.tangga.pop()[1] + simpul)
            ukuran *= 2
        self.tangga.append((ukuran, simpul))
        akar = self.tangga[-1][1]
        for _, kiri in reversed(self.tangga[:-1]):
            akar = sha(b"\1" + kiri + akar)
        self.akar.append(akar)


def ringkas(lines):
    log = Log()
    for line in lines:
        log.tambah(tulis(line))
    return {"size": len(lines), "root": log.akar[-1].hex()}


def segel(salt, payload):
    return hashlib.sha256(b"muara-commitment-1\n" + bytes.fromhex(salt) + tulis(payload)).hexdigest()


# ---- 3. Tanda tangan Ed25519 (RFC 8032, bagian 5.1) ----

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
AKAR = pow(2, (P - 1) // 4, P)


def titik_jumlah(a, b):
    x = (a[1] - a[0]) * (b[1] - b[0]) % P
    y = (a[1] + a[0]) * (b[1] + b[0]) % P
    z = 2 * a[3] * b[3] * D % P
    w = 2 * a[2] * b[2] % P
    e, f, g, h = y - x, w - z, w + z, y + x
    return e * f % P, g * h % P, f * g % P, e * h % P


def titik_kali(n, a):
    hasil = (0, 1, 1, 0)
    while n:
        if n & 1:
            hasil = titik_jumlah(hasil, a)
        a, n = titik_jumlah(a, a), n >> 1
    return hasil


def titik_baca(data):
    y = int.from_bytes(data, "little")
    tanda, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if x * x % P != x2:
        x = x * AKAR % P
    if x * x % P != x2 or (x == 0 and tanda):
        return None
    if x & 1 != tanda:
        x = P - x
    return x, y, 1, x * y % P


ALAS = titik_baca((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def ditandatangani(head):
    try:
        key, tanda = bytes.fromhex(head["key"]), bytes.fromhex(head["signature"])
    except ValueError:
        return False
    if len(key) != 32 or len(tanda) != 64:
        return False
    a, r, s = titik_baca(key), titik_baca(tanda[:32]), int.from_bytes(tanda[32:], "little")
    if a is None or r is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(tanda[:32] + key + tulis(head["head"])).digest(), "little") % L
    kiri, kanan = titik_kali(s, ALAS), titik_jumlah(r, titik_kali(h, a))
    return (kiri[0] * kanan[2] - kanan[0] * kiri[2]) % P == 0 and (
        kiri[1] * kanan[2] - kanan[1] * kiri[2]
    ) % P == 0


# ---- 4. Aturan dan pilihan ----


def hash64(value):
    return isinstance(value, str) and re.match(r"[0-9a-f]{64}\Z", value) is not None


def bulat(value, least=0, most=10**9):
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def nama(value):
    return isinstance(value, str) and re.match(r"[a-z0-9][a-z0-9_-]{0,63}\Z", value) is not None


TEKS_ATURAN = ("format", "decision", "title", "kind", "mode", "satisfaction", "ties")
ANGKA_ATURAN = ("seats", "least", "most", "dots", "budget", "step", "members")
YA_TIDAK = ("finish", "weighted", "checks_bind")


def aturan_sah(r):
    keys = set(TEKS_ATURAN + ANGKA_ATURAN + YA_TIDAK + ("options", "low", "high", "quorum", "passing"))
    if not isinstance(r, dict) or set(r) != keys or not all(isinstance(r[key], str) for key in TEKS_ATURAN):
        return False
    if not all(bulat(r[key], 0, 10**13) for key in ANGKA_ATURAN) or not all(
        type(r[key]) is bool for key in YA_TIDAK
    ):
        return False
    if not all(isinstance(r[key], list) for key in ("options", "quorum", "passing")):
        return False
    if not (bulat(r["low"], -(10**9)) and bulat(r["high"], -(10**9)) and r["low"] <= r["high"]):
        return False
    if r["format"] != "muara-rules-1" or not nama(r["decision"]) or r["kind"] not in JENIS:
        return False
    if r["mode"] not in ("terbuka", "rahasia") or r["ties"] not in ("none", "listed", "lot"):
        return False
    if r["satisfaction"] not in ("cost", "count"):
        return False
    return opsi_sah(r) and jenis_sah(r) and all(syarat_sah(r, line) for line in r["quorum"] + r["passing"])


def opsi_sah(r):
    keys = ("id", "name", "role", "icon", "meaning", "prompt")
    for option in r["options"]:
        if not isinstance(option, dict) or set(option) != set(keys + ("cost",)):
            return False
        if (
            not all(isinstance(option[key], str) for key in keys)
            or not nama(option["id"])
            or option["id"] == "winner"
        ):
            return False
        if option["role"] not in ("", "for", "against", "abstain", "objection"):
            return False
        if not bulat(option["cost"], 0, 10**13) or (option["cost"] > 0) != (r["kind"] == "budget"):
            return False
    names = [option["id"] for option in r["options"]]
    return len(set(names)) == len(names) and any(option["role"] != "abstain" for option in r["options"])


def berperan(r, role):
    return [option["id"] for option in r["options"] if option["role"] == role]


def calon(r):
    return [option["id"] for option in r["options"] if option["role"] != "abstain"]


def jenis_sah(r):
    kind = r["kind"]
    if kind not in SATU + ("choose_some",) and berperan(r, "abstain"):
        return False
    if kind == "consent" and not (berperan(r, "for") and berperan(r, "objection")):
        return False
    if kind == "majority" and not berperan(r, "for"):
        return False
    many = kind in ("choose_some", "score", "dots", "elect")
    if not 1 <= r["seats"] <= len(calon(r)) or (r["seats"] > 1 and not many):
        return False
    if r["most"] and r["most"] < max(1, r["least"]):
        return False
    if kind in ("ranked", "elect", "budget") and r["ties"] == "none":
        return False
    if kind == "dots" and r["dots"] < max(1, r["least"]):
        return False
    if kind == "budget":
        largest = max(option["cost"] for option in r["options"])
        if r["budget"] < 1 or (r["step"] and largest > 10000 * r["step"]):
            return False
    return not (r["weighted"] and r["mode"] == "rahasia")


def syarat_sah(r, line):
    if not isinstance(line, dict) or set(line) != {"measure", "than", "value", "option", "of"}:
        return False
    pair, measure, option, of = line["value"], line["measure"], line["option"], line["of"]
    if not (isinstance(pair, list) and len(pair) == 2 and bulat(pair[0]) and bulat(pair[1], 1)):
        return False
    if not all(isinstance(line[key], str) for key in ("measure", "than", "option", "of")):
        return False
    if measure not in ("turnout", "voters", "attendance", "share", "votes", "objections"):
        return False
    if line["than"] not in (">=", ">", "<=", "<"):
        return False
    if measure in ("share", "votes"):
        if r["kind"] in ("ranked", "elect", "budget", "score", "dots"):
            return False
        one_wins = r["kind"] in ("choose_one", "choose_some") and r["seats"] == 1
        if option not in [one["id"] for one in r["options"]] and not (option == "winner" and one_wins):
            return False
    elif option:
        return False
    if (of not in ("votes", "decided", "eligible")) if measure == "share" else of:
        return False
    return measure != "objections" or r["kind"] == "consent"


def pilihan_sah(r, choice):
    names = [option["id"] for option in r["options"]]
    kind = r["kind"]
    if kind in SATU:
        return isinstance(choice, str) and choice in names
    if not isinstance(choice, list):
        return False
    if kind == "score":
        return len(choice) == len(names) and all(n is None or bulat(n, r["low"], r["high"]) for n in choice)
    if kind == "dots":
        if len(choice) != len(names) or not all(bulat(n, 0, 10**15) for n in choice):
            return False
        return r["least"] <= sum(choice) <= r["dots"]
    if not all(isinstance(name, str) and name in names for name in choice) or len(set(choice)) != len(choice):
        return False
    if kind in ("choose_some", "budget") and choice != [name for name in names if name in choice]:
        return False
    return r["least"] <= len(choice) and (not r["most"] or len(choice) <= r["most"])


# ---- 5. Peristiwa ----

BENTUK = {
    "open": {"rules": None, "roll": None, "codes": None, "roll_by": str, "at": str},
    "ballot": {"voter": str, "choice": None, "commitment": "hash", "channel": str, "recorder": str},
    "sealed": {"commitment": "hash"},
    "hands": {"counts": None, "recorder": str, "witness": str},
    "objection": {"number": int, "voter": str, "reason": "hash"},
    "moved": {"number": int, "state": str, "by": str, "checks": None, "amendment": None},
    "close": {"closed_by": str, "at": str, "ballots": int, "openings": None, "drew": None, "lot": str},
}


def sesuai(value, form):
    if form is None:
        return True
    if form == "hash":
        return hash64(value)
    return bulat(value, 0, 2**53) if form is int else isinstance(value, form)


class Hitungan:
    """Semua yang dikatakan log, dibaca dari awal sampai akhir."""

    def __init__(self, parts, raw):
        self.parts, self.raw, self.r = parts, raw, parts["rules"]
        self.weights = {line["voter"]: line["weight"] for line in parts["roll"]}
        self.ballots, self.seals, self.objections = {}, {}, {}
        self.hands, self.roll_by, self.close = None, None, None
        self.log = Log()

    def peristiwa(self, n, entry):
        try:
            e = baca(entry)
        except ValueError:
            raise Salah("form", n)
        if not isinstance(e, dict) or not {"kind", "decision", "seq", "prev"} <= set(e):
            raise Salah("form", n)
        if not isinstance(e["kind"], str):
            raise Salah("form", n)
        if not bulat(e["seq"], 0, 2**53) or e["seq"] != n:
            raise Salah("seq", n)
        if e["prev"] != self.log.akar[n].hex():
            raise Salah("prev", max(0, n - 1))
        if e["decision"] != self.r["decision"]:
            raise Salah("decision", n)
        form = BENTUK.get(e["kind"])
        if form is None or set(e) != {"kind", "decision", "seq", "prev"} | set(form):
            raise Salah("form", n)
        if not all(sesuai(e[key], form[key]) for key in form):
            raise Salah("form", n)
        if self.close is not None:
            raise Salah("closed", n)
        if (e["kind"] == "open") != (n == 0):
            raise Salah("order", n)
        fault = getattr(self, "p_" + e["kind"])(e, n)
        if fault:
            raise Salah(fault, n)
        self.log.tambah(entry)

    def p_open(self, e, n):
        if e["rules"] != hashlib.sha256(self.raw["rules"]).hexdigest():
            return "rules"
        if e["roll"] != ringkas(self.parts["roll"]):
            return "roll"
        codes = self.parts["codes"]
        if e["codes"] != (None if codes is None else ringkas(codes)):
            return "codes"
        self.roll_by = e["roll_by"]
        return None if e["roll_by"] else "roles"

    def p_ballot(self, e, n):
        if self.r["mode"] != "terbuka" or self.hands is not None:
            return "order"
        if e["voter"] not in self.weights:
            return "voter"
        if not pilihan_sah(self.r, e["choice"]):
            return "choice"
        if e["channel"] not in ("online", "paper", "phone", "meeting"):
            return "channel"
        if (e["channel"] == "online") != (e["recorder"] == ""):
            return "channel"
        self.ballots[e["voter"]] = e["choice"]
        return None

    def p_sealed(self, e, n):
        if self.r["mode"] != "rahasia":
            return "order"
        if e["commitment"] in self.seals:
            return "double"
        self.seals[e["commitment"]] = n
        return "voter" if len(self.seals) > len(self.weights) else None

    def p_hands(self, e, n):
        if self.r["mode"] != "terbuka" or self.r["kind"] not in SATU or self.r["weighted"]:
            return "order"
        names, counts = [option["id"] for option in self.r["options"]], e["counts"]
        if not isinstance(counts, list) or len(counts) != len(names):
            return "form"
        for name, line in zip(names, counts):
            if not isinstance(line, list) or len(line) != 2 or line[0] != name or not bulat(line[1], 0, 2**53):
                return "form"
        if not e["recorder"] or not e["witness"] or e["recorder"] == e["witness"]:
            return "roles"
        if sum(line[1] for line in counts) + len(self.ballots) > len(self.weights):
            return "count"
        self.hands = counts
        return None

    def p_objection(self, e, n):
        if self.r["kind"] != "consent" or self.r["mode"] != "terbuka":
            return "order"
        if e["voter"] not in self.weights:
            return "voter"
        if e["number"] != len(self.objections) + 1:
            return "objection"
        self.objections[e["number"]] = {"voter": e["voter"], "state": "open", "checks": {}}
        return None

    def p_moved(self, e, n):
        if self.r["kind"] != "consent" or self.r["mode"] != "terbuka":
            return "order"
        if not isinstance(e["checks"], dict) or set(e["checks"]) != PERIKSA:
            return "form"
        if not all(found is None or isinstance(found, bool) for found in e["checks"].values()):
            return "form"
        if e["amendment"] != "" and not hash64(e["amendment"]):
            return "form"
        old = self.objections.get(e["number"])
        if old is None or not e["by"] or e["state"] not in ("open", "integrated", "withdrawn", "stands"):
            return "objection"
        if e["state"] == "withdrawn" and e["by"] != old["voter"]:
            return "objection"
        if e["state"] == "integrated" and not e["amendment"]:
            return "objection"
        old["state"], old["checks"] = e["state"], e["checks"]
        return None

    def p_close(self, e, n):
        if not e["closed_by"] or e["closed_by"] == self.roll_by:
            return "roles"
        people = len(self.seals) if self.r["mode"] == "rahasia" else len(self.ballots)
        if e["ballots"] != people + sum(line[1] for line in self.hands or []):
            return "count"
        for name in ("openings", "drew"):
            part = self.parts[name]
            if part is not None and not isinstance(part, list):
                return name
            if e[name] != (None if part is None else ringkas(part)):
                return name
        if self.r["mode"] == "rahasia" and e["openings"] is None:
            return "openings"
        self.close = e
        return None

    def suara(self):
        """Daftar [pilihan, bobot, orang]."""
        if self.r["mode"] == "rahasia":
            return self.dibuka()
        found = [[choice, self.weights[voter], 1] for voter, choice in self.ballots.items()]
        return found + [[line[0], line[1], line[1]] for line in self.hands or [] if line[1]]

    def dibuka(self):
        last, lines = self.close["seq"], self.parts["openings"]
        for line in lines:
            if not isinstance(line, dict) or set(line) != {"commitment", "salt", "code", "choice"}:
                raise Salah("openings", last)
            if not (hash64(line["commitment"]) and hash64(line["salt"]) and hash64(line["code"])):
                raise Salah("openings", last)
        seals = [line["commitment"] for line in lines]
        if seals != sorted(set(seals)):
            raise Salah("openings", last)
        by_seal, codes, used, votes = dict(zip(seals, lines)), set(self.parts["codes"]), set(), []
        for seal, n in self.seals.items():
            line = by_seal.pop(seal, None)
            if line is None:
                raise Salah("openings", n)
            payload = {"decision": self.r["decision"], "code": line["code"], "choice": line["choice"]}
            if segel(line["salt"], payload) != seal:
                raise Salah("openings", n)
            if line["code"] not in codes:
                raise Salah("codes", n)
            if line["code"] in used:
                raise Salah("double", n)
            used.add(line["code"])
            if not pilihan_sah(self.r, line["choice"]):
                raise Salah("choice", n)
            votes.append([line["choice"], 1, 1])
        if by_seal:
            raise Salah("openings", last)
        drew = self.parts["drew"]
        if drew is not None:
            if not all(hash64(tag) for tag in drew) or drew != sorted(set(drew)):
                raise Salah("drew", last)
            if not set(drew) <= set(self.weights) or len(drew) < len(used):
                raise Salah("drew", last)
        return votes

    def keberatan(self):
        if self.r["kind"] != "consent":
            return 0
        against = berperan(self.r, "objection")
        n = sum(line[1] for line in self.hands or [] if line[0] in against)
        spoken = {one["voter"] for one in self.objections.values()}
        n += sum(1 for voter, choice in self.ballots.items() if choice in against and voter not in spoken)
        for one in self.objections.values():
            failed = self.r["checks_bind"] and False in one["checks"].values()
            n += one["state"] in ("open", "stands") and not failed
        return n


# ---- 6. Hasil ----


def urutan(r, seed):
    names = [option["id"] for option in r["options"]]
    if r["ties"] == "lot":
        names.sort(key=lambda name: hashlib.sha256(("muara-lot-1\n%s\n%s" % (seed, name)).encode()).hexdigest())
    return names


def rapor(r, votes):
    names = [option["id"] for option in r["options"]]
    got = dict.fromkeys(names, 0)
    for choice, weight, _ in votes:
        if r["kind"] in SATU:
            got[choice] += weight
        elif r["kind"] in ("score", "dots"):
            for name, n in zip(names, choice):
                got[name] += weight * (r["low"] if n is None else n)
        else:
            for name in choice[:1] if r["kind"] in ("ranked", "elect") else choice:
                got[name] += weight
    return got


def pemenang(r, got, order):
    fit = [name for name in calon(r) if got[name] > 0 or r["kind"] == "score"]
    if len(fit) <= r["seats"]:
        return sorted(fit, key=lambda name: (-got[name], order.index(name))), []
    bound = sorted((got[name] for name in fit), reverse=True)[r["seats"] - 1]
    above = sorted((n for n in fit if got[n] > bound), key=lambda name: (-got[name], order.index(name)))
    level = [name for name in fit if got[name] == bound]
    room = r["seats"] - len(above)
    if r["ties"] == "none" and len(level) > room:
        return above, level
    return above + sorted(level, key=order.index)[:room], []


def peringkat(r, votes, order):
    """STV menurut aturan Skotlandia, dalam seratus-ribuan suara."""
    U, seats, names = 100000, r["seats"], calon(r)
    bundles = {}
    for choice, weight, _ in votes:
        if choice:
            bundles[tuple(choice)] = bundles.get(tuple(choice), 0) + weight
    if not bundles:
        return 0, [], []
    quota = sum(bundles.values()) // (seats + 1) + 1
    papers = [[ranking, n, U] for ranking, n in bundles.items()]
    piles = {name: [paper for paper in papers if paper[0][0] == name] for name in names}
    elected, done, out, history, rounds = [], [], [], [], []

    def kuat(name):
        return [held[name] for held in history[::-1]] + [-order.index(name)]

    while True:
        held = {name: sum(n * value for _, n, value in piles[name]) for name in names}
        for name in done:
            held[name] = quota * U
        history.append(held)
        free = [name for name in names if name not in elected and name not in out]
        new = [name for name in free if held[name] >= quota * U]
        if seats == 1 and not new:
            new = [name for name in free if 2 * held[name] > sum(held.values())]
        new.sort(key=kuat, reverse=True)
        rest = [name for name in free if name not in new]
        if len(elected) + len(new) + len(rest) <= seats:
            new += sorted(rest, key=kuat, reverse=True)
        elected = elected + new
        this = {"votes": [[name, held[name]] for name in names], "elected": new, "passed_on": "", "excluded": ""}
        rounds.append(this)
        if len(elected) >= seats:
            return quota, rounds, elected
        over = [name for name in elected if name not in done and held[name] > quota * U]
        if over:
            gone = max(over, key=kuat)
            this["passed_on"] = gone
            done.append(gone)
        else:
            gone = min(rest, key=kuat)
            this["excluded"] = gone
            out.append(gone)
            rest.remove(gone)
        moving, piles[gone] = piles[gone], []
        for ranking, n, value in moving:
            if over:
                value = value * (held[gone] - quota * U) // held[gone]
            following = [name for name in ranking if name in rest]
            if following:
                piles[following[0]].append([ranking, n, value])


def bagi_rata(r, votes, order):
    """Metode bagian setara, dengan pecahan tepat."""
    cost = {option["id"]: option["cost"] for option in r["options"]}
    people = [[set(choice), weight] for choice, weight, _ in votes if choice]
    support = {name: sum(w for chosen, w in people if name in chosen) for name in cost}
    total = sum(weight for _, weight in people)

    def jalan(share):
        purse, bought = [share for _ in people], []
        while True:
            offers = []
            for name in order:
                if not support[name] or name in [one[0] for one in bought]:
                    continue
                fans = sorted(((purse[i], people[i][1]) for i in range(len(people)) if name in people[i][0]))
                if sum(money * weight for money, weight in fans) < cost[name]:
                    continue
                left, heads = Fraction(cost[name]), support[name]
                for money, weight in fans:
                    if money * heads >= left:
                        break
                    left, heads = left - money * weight, heads - weight
                pay = left / heads
                served = pay / cost[name] if r["satisfaction"] == "cost" else pay
                offers.append((served, order.index(name), name, pay))
            if not offers:
                return bought
            _, _, name, pay = min(offers)
            bought.append((name, pay))
            purse = [m - min(m, pay) if name in people[i][0] else m for i, m in enumerate(purse)]

    runs, wanted = 0, [name for name in cost if support[name]]
    bought = jalan(Fraction(r["budget"], total)) if total else []
    while r["step"] and len(bought) < len(wanted):
        more = jalan(Fraction(r["budget"], total) + (runs + 1) * r["step"])
        if sum(cost[name] for name, _ in more) > r["budget"]:
            break
        runs, bought = runs + 1, more
    spent, added, has = sum(cost[name] for name, _ in bought), [], [name for name, _ in bought]
    if r["finish"]:
        for name in sorted((n for n in wanted if n not in has), key=lambda n: (-support[n], order.index(n))):
            if spent + cost[name] <= r["budget"]:
                added.append(name)
                spent += cost[name]
    lines = [{"project": name, "cost": cost[name], "pay": str(pay)} for name, pay in bought]
    return lines, added, runs, spent


def centang(r, part, line, got, turnout, objections, only):
    option = only if line["option"] == "winner" else line["option"]
    p, q, measure, than = line["value"][0], line["value"][1], line["measure"], line["than"]
    if line["option"] and not option:
        return {"part": part, "value": None, "met": False, "missing": None}
    below, grows = 1, False
    if measure == "turnout":
        above, below = turnout["voters"], turnout["eligible"]
    elif measure == "voters":
        above = turnout["voters"]
    elif measure == "attendance":
        above, below = turnout["eligible"], r["members"] or turnout["eligible"]
    elif measure == "objections":
        above = objections
    else:
        above = got.get(option, 0)
        if measure == "share":
            below = turnout["weight"]
            if line["of"] == "eligible":
                below = turnout["eligible_weight"]
            elif line["of"] == "decided":
                below -= sum(got[name] for name in berperan(r, "abstain"))
            grows = line["of"] != "eligible"
    met, value = False, None
    if below:
        a, b = above * q, p * below
        met = {">=": a >= b, ">": a > b, "<=": a <= b, "<": a < b}[than]
        fraction = Fraction(above, below)
        value = [fraction.numerator, fraction.denominator]
    missing = None
    if met:
        missing = 0
    elif than in (">=", ">") and measure != "objections" and (below or measure == "share"):
        # the least k for which (above + k) / (below + k or below) is enough
        speed, short = q - (p if grows else 0), p * below - q * above
        if speed > 0:
            missing = short // speed + 1 if than == ">" else (short + speed - 1) // speed
    return {"part": part, "value": value, "met": met, "missing": missing}


def hasil(h):
    r, votes, order = h.r, h.suara(), urutan(h.r, "%s\n%s" % (h.close["prev"], h.close["lot"]))
    turnout = {
        "eligible": len(h.weights),
        "eligible_weight": sum(h.weights.values()),
        "voters": sum(people for _, _, people in votes),
        "weight": sum(weight for _, weight, _ in votes),
    }
    got, objections = rapor(r, votes), h.keberatan()
    chosen, tied, quota, rounds, bought, added, runs, spent = [], [], 0, [], [], [], 0, 0
    if r["kind"] in ("ranked", "elect"):
        quota, rounds, chosen = peringkat(r, votes, order)
    elif r["kind"] == "budget":
        bought, added, runs, spent = bagi_rata(r, votes, order)
        chosen = [line["project"] for line in bought] + added
    elif r["kind"] in ("choose_one", "choose_some", "score", "dots"):
        if votes:
            chosen, tied = pemenang(r, got, order)
    elif r["kind"] in ("consent", "majority"):
        chosen = berperan(r, "for")
    only = chosen[0] if len(chosen) == 1 and not tied else ""
    ticks = [centang(r, "quorum", line, got, turnout, objections, only) for line in r["quorum"]]
    quorate = all(tick["met"] for tick in ticks)
    ticks += [centang(r, "passing", line, got, turnout, objections, only) for line in r["passing"]]
    if not quorate:
        status = "no_quorum"
    elif not turnout["voters"]:
        status = "no_votes"
    elif tied:
        status = "tied"
    elif not all(tick["met"] for tick in ticks):
        status = "rejected"
    elif r["kind"] in ("sense_check", "advice"):
        status = "heard"
    elif r["kind"] in ("consent", "majority"):
        status = "passed"
    else:
        status = "chosen" if chosen else "rejected"
    return {
        "format": "muara-result-1",
        "status": status,
        "chosen": chosen,
        "tied": tied,
        "votes": [[name, n] for name, n in got.items()],
        "ticks": ticks,
        "turnout": turnout,
        "objections": objections,
        "quota": quota,
        "rounds": rounds,
        "bought": bought,
        "added": added,
        "runs": runs,
        "spent": spent,
    }


# ---- 7. Berkas ----


def buka(path):
    """Isi berkas tar: nama → byte."""
    found = {}
    try:
        with tarfile.open(path, "r:") as tar:
            for about in tar:
                base = about.name.rsplit(".", 1)
                known = about.name in ("events.jsonl", "BACA-SAYA.txt", "hitung-ulang.py")
                known = known or (base[0] in BAGIAN and base[1:] == ["json"])
                if not known or not about.isfile() or about.name in found:
                    raise TakTerbaca("%r bukan bagian berkas keputusan, atau ada dua kali" % about.name)
                found[about.name] = tar.extractfile(about).read()
    except (OSError, EOFError, tarfile.TarError) as error:
        raise TakTerbaca("bukan berkas keputusan (%s)" % error)
    for name in [name + ".json" for name in WAJIB] + ["events.jsonl"]:
        if name not in found:
            raise TakTerbaca("%s tidak ada" % name)
    if found["events.jsonl"] and not found["events.jsonl"].endswith(b"\n"):
        raise TakTerbaca("baris terakhir events.jsonl tidak selesai")
    return found


def kepala(data):
    """Daftar kepala log bertanda tangan, atau ValueError."""
    for line in data:
        if not isinstance(line, dict) or set(line) != {"head", "key", "signature"}:
            raise ValueError("bukan kepala log")
        head = line["head"]
        if not isinstance(head, dict) or set(head) != {"format", "decision", "size", "root"}:
            raise ValueError("bukan kepala log")
        texts = (head["decision"], head["root"], line["key"], line["signature"])
        if head["format"] != "muara-head-1" or not bulat(head["size"], 0, 2**53):
            raise ValueError("bukan kepala log")
        if not all(isinstance(text, str) for text in texts):
            raise ValueError("bukan kepala log")
    return data


def hitung_ulang(found, seen=()):
    """Hitung ulang; hasilnya, atau Salah."""
    raw = {name: found.get(name + ".json") for name in BAGIAN}
    parts = {}
    for name in BAGIAN:
        try:
            parts[name] = None if raw[name] is None else baca(raw[name])
        except ValueError:
            raise Salah("file")
    if not aturan_sah(parts["rules"]):
        raise Salah("rules")
    secret, roll, codes = parts["rules"]["mode"] == "rahasia", parts["roll"], parts["codes"]
    if secret != (codes is not None):
        raise Salah("file")
    if not secret and (raw["openings"] is not None or raw["drew"] is not None):
        raise Salah("file")
    if not isinstance(roll, list):
        raise Salah("roll")
    for line in roll:
        if not isinstance(line, dict) or set(line) != {"voter", "weight"} or not hash64(line["voter"]):
            raise Salah("roll")
        if not bulat(line["weight"], 1) or (line["weight"] != 1 and not parts["rules"]["weighted"]):
            raise Salah("roll")
    tags = [line["voter"] for line in roll]
    if tags != sorted(set(tags)):
        raise Salah("roll")
    if secret:
        if not isinstance(codes, list) or not all(hash64(code) for code in codes):
            raise Salah("codes")
        if codes != sorted(set(codes)) or len(codes) != len(roll):
            raise Salah("codes")
    h = Hitungan(parts, raw)
    entries = found["events.jsonl"].split(b"\n")[:-1]
    for n, entry in enumerate(entries):
        h.peristiwa(n, entry)
    if h.close is None:
        raise Salah("open", len(entries))
    h.suara()
    periksa_nama(h)
    periksa_kepala(h, parts["heads"], seen)
    outcome = hasil(h)
    if tulis(outcome) != raw["result"]:
        raise Salah("result")
    return outcome


def periksa_nama(h):
    names = h.parts["names"]
    if names is None:
        return
    if not isinstance(names, list):
        raise Salah("names")
    for line in names:
        if not isinstance(line, dict) or set(line) != {"voter", "member", "salt"} or not hash64(line["salt"]):
            raise Salah("names")
        if not isinstance(line["member"], str) or line["voter"] not in h.weights:
            raise Salah("names")
        if segel(line["salt"], {"decision": h.r["decision"], "member": line["member"]}) != line["voter"]:
            raise Salah("names")


def periksa_kepala(h, heads, seen):
    if not isinstance(heads, list):
        raise Salah("file")
    try:
        kepala(heads)
    except ValueError:
        raise Salah("file")
    for line in heads:
        if not ditandatangani(line) or line["head"]["decision"] != h.r["decision"]:
            raise Salah("signature")
    every = [line["head"] for line in heads] + [line["head"] for line in seen]
    if any(head["decision"] != h.r["decision"] for head in every):
        raise Salah("decision")
    last = 0
    for head in sorted(every, key=lambda head: head["size"]):
        if head["size"] >= len(h.log.akar) or h.log.akar[head["size"]].hex() != head["root"]:
            raise Salah("head", last)
        last = head["size"]


def baca_kepala(path):
    try:
        with open(path, "rb") as file:
            data = baca(file.read().strip())
        data = kepala(data if isinstance(data, list) else [data])
    except (OSError, ValueError) as error:
        raise TakTerbaca("%s: %s" % (path, error))
    if not all(ditandatangani(line) for line in data):
        raise TakTerbaca("%s memuat kepala log yang tidak ditandatangani kuncinya" % path)
    return data


def utama(words):
    as_json, paths, seen = "--json" in words, [], []
    words = [word for word in words if word != "--json"]
    try:
        while words:
            word = words.pop(0)
            if word == "--kepala" and words:
                seen += baca_kepala(words.pop(0))
            else:
                paths.append(word)
        if len(paths) != 1 or paths[0].startswith("-"):
            raise TakTerbaca("pakai: hitung-ulang.py KEPUTUSAN.tar [--kepala KEPALA.json]... [--json]")
        found = buka(paths[0])
    except TakTerbaca as error:
        sys.stderr.write("%s\n" % error)
        return 2
    try:
        outcome = hitung_ulang(found, seen)
    except Salah as wrong:
        if as_json:
            sys.stdout.write(json.dumps({"event": wrong.event, "fault": wrong.fault}) + "\n")
        where = "" if wrong.event is None else "Peristiwa %d: " % wrong.event
        sys.stderr.write("SALAH. %s%s.\n" % (where, KATA[wrong.fault]))
        return 1
    if as_json:
        sys.stdout.write(tulis(outcome).decode("utf-8") + "\n")
        return 0
    sys.stdout.write("COCOK. %s %s\n" % (ARTI[outcome["status"]], ", ".join(outcome["chosen"])))
    sys.stdout.write("%(voters)d dari %(eligible)d memilih\n" % outcome["turnout"])
    for name, n in outcome["votes"]:
        sys.stdout.write("%s: %d\n" % (name, n))
    return 0


if __name__ == "__main__":
    sys.exit(utama(sys.argv[1:]))
