"""The evenings, Belajar Antar Teman Sejawat (BATS): the seed evening of 2018 and two years of sample ones.

People appear by role only. The first evening is a public record, restated in our own words; all others are
sample data.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from muara.web.home.demo.shapes import Evening, Sector, Session, Status, Venue

WIB = ZoneInfo("Asia/Jakarta")
SEED_DATE = date(2018, 2, 9)
SEED_SOURCE = "https://kopkuninstitute.org/"
HOURS = 2

VENUES = (
    Venue("libero", "Kafe Libero", "Purwokerto Timur", "Pintu masuk rata, parkir di tepi jalan."),
    Venue("kelurahan", "Balai kelurahan", "Purwokerto Timur", "Ada jalur kursi roda, dekat angkot."),
    Venue("baca", "Ruang baca komunitas", "Purwokerto Barat", "Lantai satu, kamar kecil di luar."),
    Venue("sanggar", "Sanggar komunitas kreatif", "Purwokerto Selatan", "Dua anak tangga, ada yang membantu."),
    Venue("koperasi", "Aula koperasi konsumen A", "Purwokerto Selatan", "Ada jalur kursi roda, parkir luas."),
    Venue("desa", "Balai desa", "Sokaraja", "Pintu lebar, tikar dan kursi tersedia."),
)

_COOP = "pengurus koperasi konsumen"
_CREATIVE = "pegiat komunitas kreatif"
_MOVEMENT = "pegiat gerakan koperasi"
_MEDIA = "pewarta warga"
_ACADEMIC = "akademisi"
_OFFICIAL = "aparatur pemerintah"
_BUSINESS = "pengusaha kecil"
_SHOP = "pemilik warung"
_VILLAGE = "perangkat desa"
_RESIDENT = "warga"

EVENINGS = (
    Evening(
        number=1,
        theme="Kota koperasi",
        question="Bagaimana kota ini menjadi kota koperasi?",
        venue="libero",
        weekday=4,
        time=(19, 30),
        speaker="akademisi, dosen ekonomi dan ketua riset",
        moderator=_MOVEMENT,
        note_taker=_CREATIVE,
        invited=("COOPERATIVE", "CREATIVE", "MOVEMENT", "MEDIA", "ACADEMIC"),
        headcount={"COOPERATIVE": 9, "CREATIVE": 8, "MOVEMENT": 6, "MEDIA": 4, "ACADEMIC": 4},
        points=(
            "Dua teori membaca kota koperasi: tata kelola berjejaring dan merek tempat.",
            "Tata kelola berjejaring: banyak aktor, tanpa struktur resmi, luwes, bertumpu pada proses; "
            "satu pergi, yang lain kena.",
            "Merek tempat: aktornya juga banyak, tetapi sering hanya euforia sesaat yang tertangkap citra visual.",
            "Tiga pola mengurusnya: swakelola bersama, organisasi pemimpin, organisasi administrasi jejaring.",
            "Di tempat lain koperasi memecahkan soal: aset yang menganggur dipakai lagi, kemiskinan dikurangi.",
        ),
    ),
    Evening(
        number=2,
        theme="Belanja sehari-hari",
        question="Ke mana uang belanja kita pergi?",
        venue="koperasi",
        weekday=4,
        time=(19, 30),
        speaker=_COOP,
        moderator=_MOVEMENT,
        note_taker=_ACADEMIC,
        invited=("COOPERATIVE", "SHOP", "RESIDENT"),
        headcount={"COOPERATIVE": 7, "SHOP": 4, "RESIDENT": 6, "ACADEMIC": 2},
        points=(
            "Peserta mencatat belanja seminggu: lebih dari separuhnya keluar lewat toko berjaringan.",
            "Warung dekat rumah dipilih karena bisa bon dan bisa mengobrol, bukan karena harga.",
            "Mulai dari lima barang yang dibeli semua orang: beras, minyak, gula, telur, sabun.",
        ),
    ),
    Evening(
        number=3,
        theme="Gedung yang menunggu",
        question="Ruang mana yang kosong, dan siapa yang membutuhkannya?",
        venue="sanggar",
        weekday=5,
        time=(19, 30),
        speaker=_CREATIVE,
        moderator=_MEDIA,
        note_taker=_CREATIVE,
        invited=("CREATIVE", "GOVERNMENT", "RESIDENT"),
        headcount={"CREATIVE": 9, "GOVERNMENT": 3, "RESIDENT": 4, "MEDIA": 2},
        points=(
            "Peserta menandai gedung kosong di peta kertas; sebagian tidak diketahui pemiliknya.",
            "Yang ditakuti pemilik bukan pemakaiannya, melainkan siapa yang menanggung bila rusak.",
            "Usul: mulai dari satu gedung kecil, dengan giliran merawat yang tertulis.",
        ),
    ),
    Evening(
        number=4,
        theme="Koperasi yang tinggal papan nama",
        question="Apa tanda sebuah koperasi masih hidup?",
        venue="kelurahan",
        weekday=4,
        time=(19, 30),
        speaker=_MOVEMENT,
        moderator=_ACADEMIC,
        note_taker=_COOP,
        invited=("COOPERATIVE", "MOVEMENT", "ACADEMIC", "GOVERNMENT"),
        headcount={"COOPERATIVE": 10, "MOVEMENT": 4, "ACADEMIC": 3, "GOVERNMENT": 2},
        points=(
            "Tanda hidup yang disepakati: rapat anggota tahunan terakhir, bukan papan nama.",
            "Anggota jarang bertanya karena laporannya sulit dibaca.",
            "Perlu contoh laporan satu halaman yang bisa ditempel di dinding.",
        ),
    ),
    Evening(
        number=5,
        theme="Buatan sini, dipakai di sini",
        question="Mengapa karya teknologi kota ini lebih dulu dipakai orang lain?",
        venue="baca",
        weekday=4,
        time=(19, 30),
        speaker="pembuat perangkat lunak dari komunitas kreatif",
        moderator=_CREATIVE,
        note_taker=_ACADEMIC,
        invited=("CREATIVE", "ACADEMIC", "BUSINESS", "COOPERATIVE"),
        headcount={"CREATIVE": 9, "ACADEMIC": 4, "BUSINESS": 3, "COOPERATIVE": 4},
        points=(
            "Pembuat tidak tahu siapa yang butuh, yang butuh tidak tahu siapa yang bisa membuat.",
            "Koperasi mau mencoba bila ada yang menemani tiga bulan pertama.",
            "Muara sebuah karya adalah orang yang memakainya setiap hari.",
        ),
    ),
    Evening(
        number=6,
        theme="Warung bertahan",
        question="Apa yang membuat warung masih didatangi?",
        venue="kelurahan",
        weekday=6,
        time=(9, 0),
        speaker=_SHOP,
        moderator=_MOVEMENT,
        note_taker=_MOVEMENT,
        invited=("SHOP",),
        headcount={"SHOP": 12},
        points=(
            "Hanya pemilik warung yang datang; mereka minta pertemuan pagi, sebelum ramai.",
            "Harga kulakan tiap warung berbeda sampai Rp3.000 untuk barang yang sama.",
            "Yang paling berat bukan saingan, melainkan bon yang tidak dibayar.",
        ),
    ),
    Evening(
        number=7,
        theme="Bunga pinjaman yang mencekik",
        question="Dari mana pedagang kecil bisa meminjam tanpa takut?",
        venue="koperasi",
        weekday=4,
        time=(19, 30),
        speaker="pengurus koperasi kredit",
        moderator=_COOP,
        note_taker=_RESIDENT,
        invited=("COOPERATIVE", "SHOP", "RESIDENT", "MOVEMENT"),
        headcount={"COOPERATIVE": 7, "SHOP": 4, "RESIDENT": 5, "MOVEMENT": 3},
        points=(
            "Pinjaman harian dipilih karena cepat dan tanpa kertas, bukan karena murah.",
            "Simpanan kecil tiap minggu membuat orang berani meminjam ke kelompoknya sendiri.",
            "Belum sepakat: perlukah jaminan untuk pinjaman di bawah satu juta rupiah.",
        ),
    ),
    Evening(
        number=8,
        theme="Tempat berkumpul anak muda",
        question="Di mana orang muda bisa berkumpul tanpa harus membeli?",
        venue="sanggar",
        weekday=5,
        time=(19, 30),
        speaker="pegiat taman baca",
        moderator=_CREATIVE,
        note_taker="pelajar",
        invited=("CREATIVE", "RESIDENT", "MOVEMENT", "GOVERNMENT"),
        headcount={"CREATIVE": 12, "RESIDENT": 8, "MOVEMENT": 4, "GOVERNMENT": 2, "MEDIA": 3},
        points=(
            "Yang diminta sederhana: lampu, colokan, kamar kecil, dan tidak diusir pukul sembilan.",
            "Jadwal bergilir lebih penting daripada gedung baru.",
            "Warga sekitar ingin dilibatkan sejak awal, bukan diberi tahu belakangan.",
        ),
    ),
    Evening(
        number=9,
        theme="Desa sebelum aplikasi",
        question="Apa yang harus siap di desa sebelum alat baru datang?",
        venue="desa",
        weekday=6,
        time=(9, 0),
        speaker=_VILLAGE,
        moderator=_ACADEMIC,
        note_taker=_VILLAGE,
        invited=("VILLAGE", "ACADEMIC", "CREATIVE", "RESIDENT"),
        headcount={"VILLAGE": 8, "ACADEMIC": 3, "CREATIVE": 3, "RESIDENT": 5},
        points=(
            "Tiga aplikasi pernah dipasang dalam dua tahun, tidak satu pun masih dibuka.",
            "Pertanyaan pertama: keresahan siapa yang dijawab, dan siapa yang boleh menolak.",
            "Kelompok yang sudah rutin bertemu lebih siap daripada kelompok yang dibentuk untuk proyek.",
        ),
    ),
    Evening(
        number=10,
        theme="Buku yang terbuka",
        question="Bagaimana laporan uang bisa dibaca semua anggota?",
        venue="koperasi",
        weekday=4,
        time=(19, 30),
        speaker="bendahara koperasi",
        moderator=_MOVEMENT,
        note_taker=_COOP,
        invited=("COOPERATIVE", "ACADEMIC", "MOVEMENT"),
        headcount={"COOPERATIVE": 11, "ACADEMIC": 2, "MOVEMENT": 3, "RESIDENT": 2},
        points=(
            "Peserta membaca satu neraca bersama; separuhnya baru pertama kali melihat neraca.",
            "Disepakati mencoba laporan satu halaman: uang masuk, uang keluar, sisa, dan utang.",
            "Pengawas sering dipilih karena sungkan, bukan karena sanggup.",
        ),
    ),
    Evening(
        number=11,
        theme="Semboyan dan isinya",
        question="Apa yang tinggal setelah spanduk diturunkan?",
        venue="baca",
        weekday=4,
        time=(19, 30),
        speaker=_MEDIA,
        moderator=_CREATIVE,
        note_taker=_MEDIA,
        invited=("MEDIA", "CREATIVE", "GOVERNMENT", "ACADEMIC"),
        headcount={"MEDIA": 6, "CREATIVE": 6, "GOVERNMENT": 2, "ACADEMIC": 3},
        points=(
            "Peserta mengingat lima semboyan; tidak ada yang ingat hasilnya.",
            "Janji sebaiknya ditulis dengan angka, batas waktu, dan siapa yang mengerjakan.",
            "Kabar tentang hal yang pelan tetapi jalan perlu tempat di media.",
        ),
    ),
    Evening(
        number=12,
        theme="Aset daerah, dari sisi kantor",
        question="Apa yang membuat izin pemakaian gedung tersendat?",
        venue="kelurahan",
        weekday=3,
        time=(15, 30),
        speaker=_OFFICIAL,
        moderator=_ACADEMIC,
        note_taker=_OFFICIAL,
        invited=("GOVERNMENT",),
        headcount={"GOVERNMENT": 9},
        points=(
            "Hanya aparatur yang hadir; pertemuan ini menjelaskan sisi mereka.",
            "Pinjam pakai hanya antarpemerintah; bagi warga jalurnya sewa atau kerja sama pemanfaatan.",
            "Petugas takut disalahkan bila memberi izin, dan tidak ada yang memuji bila gedung hidup.",
        ),
    ),
    Evening(
        number=13,
        theme="Siapa orang sini",
        question="Apakah asal-usul membantu atau menghalangi kerja bersama?",
        venue="baca",
        weekday=4,
        time=(19, 30),
        speaker="akademisi sosiologi",
        moderator=_MEDIA,
        note_taker=_ACADEMIC,
        invited=("ACADEMIC", "MEDIA", "MOVEMENT", "RESIDENT"),
        headcount={"ACADEMIC": 4, "MEDIA": 3, "MOVEMENT": 4, "RESIDENT": 6, "COOPERATIVE": 2},
        points=(
            "Cerita asal-usul menghangatkan, tetapi juga dipakai untuk menutup pintu.",
            "Perbedaan pendapat dicatat: sebagian ingin pemimpin dari sini, sebagian memilih yang sanggup.",
            "Ada satu kesamaan: yang dinilai sebaiknya pekerjaan yang selesai.",
        ),
    ),
    Evening(
        number=14,
        theme="Kulakan barengan",
        question="Bagaimana sepuluh warung bisa membeli seperti satu toko besar?",
        venue="koperasi",
        weekday=6,
        time=(9, 0),
        speaker=_SHOP,
        moderator=_COOP,
        note_taker=_RESIDENT,
        invited=("SHOP", "COOPERATIVE", "BUSINESS"),
        headcount={"SHOP": 11, "COOPERATIVE": 5, "BUSINESS": 3, "RESIDENT": 3},
        points=(
            "Percobaan pertama: lima warung, tiga barang, satu pesanan setiap Senin.",
            "Harga turun, tetapi pencatatan dikerjakan satu orang sampai malam.",
            "Disepakati upah kecil bagi pencatat, diambil dari selisih harga.",
        ),
    ),
    Evening(
        number=15,
        theme="Sampah pasar",
        question="Siapa yang bisa mengubah sampah pasar menjadi pekerjaan?",
        venue="desa",
        weekday=5,
        time=(15, 30),
        speaker="pegiat bank sampah",
        moderator=_VILLAGE,
        note_taker=_CREATIVE,
        invited=("VILLAGE", "SHOP", "MOVEMENT", "GOVERNMENT"),
        headcount={"VILLAGE": 6, "SHOP": 4, "MOVEMENT": 4, "GOVERNMENT": 2, "RESIDENT": 3},
        points=(
            "Sampah pasar sebagian besar bisa menjadi pupuk bila dipilah sejak di los.",
            "Yang kurang bukan alat, melainkan giliran memilah dan tempat menjemur.",
            "Dua desa bersedia memakai pupuknya lebih dulu.",
        ),
    ),
    Evening(
        number=16,
        theme="Koperasi saling mengenal",
        question="Apa yang bisa dikerjakan dua koperasi, yang tidak bisa dikerjakan satu?",
        venue="koperasi",
        weekday=4,
        time=(19, 30),
        speaker=_MOVEMENT,
        moderator=_COOP,
        note_taker=_MOVEMENT,
        invited=("COOPERATIVE", "MOVEMENT", "BUSINESS"),
        headcount={"COOPERATIVE": 17, "MOVEMENT": 7, "BUSINESS": 4, "ACADEMIC": 3, "MEDIA": 2, "VILLAGE": 5},
        points=(
            "Pertemuan paling ramai: pengurus yang bertetangga baru berkenalan malam itu.",
            "Yang bisa dibagi lebih dulu: pelatihan, gudang, dan daftar pemasok.",
            "Belum sepakat: perlukah satu sekretariat, atau cukup bergiliran.",
        ),
    ),
    Evening(
        number=17,
        theme="Ongkos aplikasi",
        question="Siapa yang menikmati potongan dari setiap pesanan?",
        venue="baca",
        weekday=4,
        time=(19, 30),
        speaker="pengemudi antar pesanan",
        moderator=_CREATIVE,
        note_taker=_MEDIA,
        invited=("BUSINESS", "CREATIVE", "RESIDENT", "SHOP"),
        headcount={"BUSINESS": 5, "CREATIVE": 5, "RESIDENT": 6, "SHOP": 3, "MEDIA": 2},
        points=(
            "Potongan dihitung bersama dari nota seminggu, tanpa menyebut nama usaha.",
            "Pelanggan tetap sebenarnya bisa memesan langsung bila ada yang mengurus antarannya.",
            "Membuat aplikasi sendiri mudah; merawatnya tiap hari yang mahal.",
        ),
    ),
    Evening(
        number=18,
        theme="Upah karya kreatif",
        question="Bagaimana karya dihargai tanpa saling membanting harga?",
        venue="sanggar",
        weekday=5,
        time=(19, 30),
        speaker="perupa",
        moderator=_CREATIVE,
        note_taker=_CREATIVE,
        invited=("CREATIVE",),
        headcount={"CREATIVE": 14},
        points=(
            "Hanya komunitas kreatif yang hadir; daftar upah terendah disusun bersama.",
            "Alat mahal bisa dibeli bersama dan dipinjam bergiliran.",
            "Banyak yang tidak punya perjanjian tertulis dengan pemesan.",
        ),
    ),
    Evening(
        number=19,
        theme="Petani dan meja makan kota",
        question="Mengapa sayur dari lereng lebih mahal setelah turun ke kota?",
        venue="desa",
        weekday=6,
        time=(9, 0),
        speaker="petani sayur",
        moderator=_VILLAGE,
        note_taker=_ACADEMIC,
        invited=("VILLAGE", "COOPERATIVE", "SHOP", "RESIDENT"),
        headcount={"VILLAGE": 8, "COOPERATIVE": 3, "SHOP": 3, "RESIDENT": 4},
        points=(
            "Sayur berpindah tangan empat kali sebelum sampai ke dapur.",
            "Warung mau mengambil langsung bila jumlah dan harinya pasti.",
            "Percobaan: satu jalur, dua hari seminggu, dicatat terbuka.",
        ),
    ),
    Evening(
        number=20,
        theme="Pengurus berikutnya",
        question="Siapa yang mau dan sanggup menggantikan pengurus lama?",
        venue="kelurahan",
        weekday=4,
        time=(19, 30),
        speaker="anggota muda koperasi",
        moderator=_MOVEMENT,
        note_taker=_COOP,
        invited=("COOPERATIVE", "MOVEMENT", "RESIDENT"),
        headcount={"COOPERATIVE": 8, "MOVEMENT": 3, "RESIDENT": 3},
        points=(
            "Orang muda tidak menolak, mereka tidak pernah diminta dengan tugas yang jelas.",
            "Pengurus lama takut pekerjaannya hilang begitu saja.",
            "Usul: magang setahun, satu kursi, satu pekerjaan yang bisa selesai.",
        ),
    ),
    Evening(
        number=21,
        theme="Aturan yang bisa dipahami",
        question="Aturan mana yang menghalangi, dan mana yang melindungi?",
        venue="kelurahan",
        weekday=3,
        time=(15, 30),
        speaker="akademisi hukum",
        moderator=_OFFICIAL,
        note_taker=_ACADEMIC,
        invited=("GOVERNMENT", "COOPERATIVE", "BUSINESS", "ACADEMIC"),
        headcount={"GOVERNMENT": 4, "COOPERATIVE": 4, "BUSINESS": 3, "ACADEMIC": 4, "SHOP": 2},
        points=(
            "Satu aturan dibaca keras-keras lalu diceritakan ulang dengan bahasa sehari-hari.",
            "Pedagang meminta aturan yang sama untuk yang besar dan yang kecil.",
            "Yang sudah ada sering tidak dijalankan; menambah aturan baru belum tentu membantu.",
        ),
    ),
    Evening(
        number=22,
        theme="Suara yang tidak kembali",
        question="Apa yang terjadi dengan usul warga setelah rapat selesai?",
        venue="baca",
        weekday=4,
        time=(19, 30),
        speaker=_RESIDENT,
        moderator=_MEDIA,
        note_taker=_RESIDENT,
        invited=("RESIDENT", "GOVERNMENT", "VILLAGE", "MEDIA"),
        headcount={"RESIDENT": 4, "GOVERNMENT": 1, "VILLAGE": 2, "MEDIA": 1},
        points=(
            "Pertemuan paling sepi, dan justru itu yang dibicarakan.",
            "Orang berhenti datang setelah tiga kali tidak mendapat kabar.",
            "Kabar 'tidak jadi, karena ...' lebih dihargai daripada diam.",
        ),
    ),
    Evening(
        number=23,
        theme="Satu ruang, banyak kunci",
        question="Bagaimana beberapa kelompok merawat satu tempat?",
        venue="sanggar",
        weekday=5,
        time=(19, 30),
        speaker="penjaga sanggar",
        moderator=_CREATIVE,
        note_taker=_MOVEMENT,
        invited=("CREATIVE", "MOVEMENT", "RESIDENT", "GOVERNMENT"),
        headcount={"CREATIVE": 7, "MOVEMENT": 3, "RESIDENT": 3, "GOVERNMENT": 2},
        points=(
            "Aturan rumah ditulis bersama dalam satu halaman.",
            "Uang listrik paling sering menjadi awal pertengkaran.",
            "Kunci dititipkan bergilir, dengan nama kelompok dan bukan nama orang.",
        ),
    ),
    Evening(
        number=24,
        theme="Mencari benang merah",
        question="Dari semua keresahan, mana yang sama bagi kita?",
        venue="kelurahan",
        weekday=4,
        time=(19, 30),
        speaker=_MOVEMENT,
        moderator=_ACADEMIC,
        note_taker=_MEDIA,
        invited=("COOPERATIVE", "CREATIVE", "MOVEMENT", "SHOP", "VILLAGE", "GOVERNMENT", "RESIDENT"),
        headcount={
            "COOPERATIVE": 4,
            "CREATIVE": 4,
            "MOVEMENT": 3,
            "SHOP": 3,
            "VILLAGE": 2,
            "GOVERNMENT": 2,
            "RESIDENT": 2,
        },
        points=(
            "Kartu keresahan dua tahun digelar di lantai dan dikelompokkan bersama.",
            "Pernyataan ditulis dari kartu, lalu dibawa pulang untuk diberi suara.",
            "Yang tidak bertaut tetap disimpan dan dibacakan.",
        ),
    ),
    Evening(
        number=25,
        theme="Satu langkah berikut",
        question="Benang merah mana yang kita kerjakan lebih dulu, dan siapa yang memulai?",
        venue="kelurahan",
        weekday=4,
        time=(19, 30),
        speaker=_COOP,
        moderator=_MOVEMENT,
        note_taker=_CREATIVE,
        invited=("COOPERATIVE", "CREATIVE", "MOVEMENT", "SHOP", "VILLAGE", "GOVERNMENT", "RESIDENT"),
        headcount={},
        points=(),
    ),
)


def venue(key: str) -> Venue:
    return next(one for one in VENUES if one.key == key)


def planned(reference: date) -> tuple[Session, ...]:
    """Give every evening its day: the last one three to nine days after ``reference``, one a month before it.

    >>> [str(s.starts_at) for s in planned(date(2026, 11, 24))][::24]
    ['2018-02-09 19:30:00+07:00', '2026-11-27 19:30:00+07:00']
    """
    soon = reference + timedelta(days=3)
    last = soon + timedelta(days=(EVENINGS[-1].weekday - soon.weekday()) % 7)
    return tuple(_dated(evening, last) for evening in EVENINGS)


def _dated(evening: Evening, last: date) -> Session:
    if evening.number == 1:
        day = SEED_DATE
    else:
        day = _months_before(last, EVENINGS[-1].number - evening.number)
        day -= timedelta(days=(day.weekday() - evening.weekday) % 7)
    starts_at = datetime(day.year, day.month, day.day, *evening.time, tzinfo=WIB)
    return Session(
        number=evening.number,
        theme=evening.theme,
        question=evening.question,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=HOURS),
        venue=venue(evening.venue),
        speaker=evening.speaker,
        moderator=evening.moderator,
        note_taker=evening.note_taker,
        invited=evening.invited,
        headcount=evening.headcount,
        points=evening.points,
        status=_status(evening.number),
        source_url=SEED_SOURCE if evening.number == 1 else "",
    )


def _status(number: int) -> Status:
    """The newest evening is announced, the one before is closed and its minutes are in the making."""
    last = EVENINGS[-1].number
    if number == last:
        return "ANNOUNCED"
    return "CLOSED" if number == last - 1 else "PUBLISHED"


def _months_before(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def sectors_present(number: int) -> frozenset[Sector]:
    return frozenset(next(e for e in EVENINGS if e.number == number).headcount)
