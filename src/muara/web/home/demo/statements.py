"""Eighty statements and the truth planted in each.

``lean`` has one mark for each of the groups A, B, C. A mark is the agreement among those of the group who
take a side (the exact chance is drawn once from the band, see ``plan.truth``):

====  ===========  =========================
mark  agreement    in words
====  ===========  =========================
``=`` .90 to .95   common ground, few pass
``+`` .92 to .97   the group is for it
``o`` .45 to .52   the group is split
``-`` .03 to .08   the group is against it
====  ===========  =========================

COMMON statements are ``===``; DIVISIVE ones have a ``+`` and a ``-``; ORDINARY ones never have both, and
always one group that is split or against, so that none of them can pass for a common thread.
"""

from __future__ import annotations

from muara.web.home.demo.shapes import Statement, Truth

BANDS: dict[str, tuple[float, float]] = {
    "=": (0.90, 0.95),
    "+": (0.92, 0.97),
    "o": (0.45, 0.52),
    "-": (0.03, 0.08),
}

_C: Truth = "COMMON"
_D: Truth = "DIVISIVE"
_B: Truth = "BRIGADED"
_O: Truth = "ORDINARY"

_ROWS: tuple[tuple[Truth, str, str, str], ...] = (
    # Common ground: drawn from the two threads that cross the groups.
    (_C, "===", "Belanja bersama sebaiknya mendahulukan warung dan koperasi di sekitar kita.", "k08 k09 k47"),
    (
        _C,
        "===",
        "Warung yang kulakan bersama perlu catatan harga yang terbuka bagi semua yang ikut.",
        "k10 k41 k02",
    ),
    (
        _C,
        "===",
        "Simpanan kecil sesama warga lebih menolong pedagang daripada pinjaman harian yang mencekik.",
        "k22 k23",
    ),
    (
        _C,
        "===",
        "Gedung pemerintah yang lama kosong lebih baik dirawat bersama warga daripada dibiarkan rusak.",
        "k01 k11",
    ),
    (
        _C,
        "===",
        "Daftar gedung dan lahan yang menganggur sebaiknya satu, dan bisa dibaca siapa pun.",
        "k36",
    ),
    (
        _C,
        "===",
        "Satu ruang yang dipakai bergiliran lebih baik daripada tiap kelompok menyewa sendiri.",
        "k26 k28 k01",
    ),
    (_C, "===", "Kunci ruang bersama sebaiknya dipegang atas nama kelompok, bukan nama orang.", "k13 k37"),
    # What divides: nine statements in several patterns, the last one primordial.
    (
        _D,
        "+-o",
        "Toko modern baru sebaiknya ditolak bila jaraknya kurang dari satu kilometer dari pasar.",
        "k02 k57",
    ),
    (_D, "+--", "Harga barang pokok di semua warung anggota sebaiknya disamakan.", "k10 k42"),
    (
        _D,
        "-+-",
        "Uang bersama tahun ini lebih baik untuk merapikan sanggar daripada menambah modal warung.",
        "k26",
    ),
    (_D, "-+o", "Membuat aplikasi pesan antar sendiri lebih mendesak daripada memperbaiki los pasar.", "k48"),
    (_D, "--+", "Kegiatan bersama sebaiknya menunggu aturan tertulisnya selesai.", "k13"),
    (_D, "o-+", "Gedung pemerintah hanya boleh dipakai kelompok yang sudah berbadan hukum.", "k37"),
    (_D, "++-", "Koperasi boleh mulai berusaha dulu, surat-suratnya menyusul.", "k58"),
    (_D, "+-+", "Jam buka toko modern sebaiknya dibatasi sampai pukul sembilan malam.", "k53"),
    (_D, "+--", "Yang memimpin gerakan bersama sebaiknya orang asli Banyumas.", "k07 k38 k39"),
    # Pushed by fifteen late accounts; everyone else is split.
    (_B, "ooo", "Parkir di sekitar pasar sebaiknya diserahkan kepada satu pengelola saja.", "k44"),
    # Ordinary: the daily trade warms to these, the others are split.
    (_O, "+oo", "Satu hari dalam seminggu keluarga saya sanggup belanja hanya di warung.", "k08"),
    (_O, "+oo", "Pesanan kulakan bersama sebaiknya dikunci setiap Senin pagi.", "k42"),
    (_O, "+oo", "Orang yang mencatat kulakan bersama patut diberi upah dari selisih harga.", "k41"),
    (_O, "+oo", "Pemilik warung lebih membutuhkan gudang bersama daripada pelatihan.", "k21 k46"),
    (_O, "+oo", "Bon pelanggan sebaiknya ditanggung bersama oleh kelompok warung.", "k22"),
    (_O, "+oo", "Koperasi sebaiknya membeli langsung dari petani walaupun jumlahnya sedikit.", "k52"),
    (_O, "+oo", "Pinjaman di bawah satu juta rupiah tidak perlu memakai jaminan.", "k23 k24"),
    (_O, "+oo", "Pertemuan sebaiknya diadakan pagi hari supaya pemilik warung bisa datang.", "k60"),
    (_O, "+oo", "Hari pasaran di desa lebih baik ditambah daripada membangun kios baru.", "k44"),
    # Ordinary: space, tools and making warm to these.
    (_O, "o+o", "Kas kegiatan sebaiknya disisihkan untuk membeli alat cetak bersama.", "k51"),
    (_O, "o+o", "Ruang bersama perlu tetap buka sampai tengah malam.", "k27"),
    (
        _O,
        "o+o",
        "Koperasi sebaiknya memilih program kasir buatan kota ini meski fiturnya belum lengkap.",
        "k03 k17",
    ),
    (_O, "o+o", "Petugas koperasi lebih tenang memakai alat yang pembuatnya bisa ditemui.", "k18"),
    (_O, "o+o", "Satu gedung kosong sebaiknya dijadikan bengkel bersama tahun ini juga.", "k01 k51"),
    (_O, "o+o", "Daftar upah terendah untuk karya kreatif perlu dipakai semua pemesan.", "k50"),
    (_O, "o+o", "Magang di tempat pembuat setempat sebaiknya paling singkat enam bulan.", "k19"),
    (_O, "o+o", "Isi pekerjaan harus tampak dulu sebelum logo dan semboyannya dibuat.", "k05 k35"),
    (_O, "o+o", "Pengemudi antar pesanan perlu punya tempat berteduh di ruang bersama.", "k49"),
    # Ordinary: rules and oversight warm to these.
    (
        _O,
        "oo+",
        "Koperasi sebaiknya dihitung dari rapat anggota terakhirnya, bukan dari papan namanya.",
        "k14 k15",
    ),
    (_O, "oo+", "Pengawas koperasi sebaiknya dipertukarkan dengan koperasi lain.", "k33"),
    (_O, "oo+", "Laporan uang satu halaman sebaiknya ditempel di dinding setiap bulan.", "k16 k25"),
    (_O, "oo+", "Aturan yang sudah ada sebaiknya dijalankan dulu sebelum menambah yang baru.", "k53 k57"),
    (_O, "oo+", "Pengurus koperasi sebaiknya paling lama dua masa jabatan.", "k54 k56"),
    (
        _O,
        "oo+",
        "Setiap pemakaian gedung perlu perjanjian tertulis tentang siapa menanggung kerusakan.",
        "k13",
    ),
    (_O, "oo+", "Janji pemerintah sebaiknya ditulis dengan angka dan batas waktu.", "k05"),
    (_O, "oo+", "Koperasi yang tiga tahun tidak rapat sebaiknya dibubarkan dengan baik-baik.", "k15"),
    (_O, "oo+", "Orang yang namanya dipakai mendirikan koperasi perlu ditanya satu per satu.", "k58"),
    # Ordinary: one group is split, the others are against.
    (_O, "o--", "Warung sebaiknya berhenti memberi bon sama sekali.", "k22"),
    (_O, "o--", "Setiap kelurahan cukup mempunyai satu toko koperasi yang besar.", "k09"),
    (_O, "o--", "Sayur dari luar kabupaten sebaiknya tidak dijual di pasar desa.", "k52"),
    (_O, "o--", "Diskusi tanpa hasil belanja bersama hanya membuang waktu pedagang.", "k21"),
    (_O, "o--", "Anggota yang belanja di toko modern sebaiknya ditegur.", "k20"),
    (_O, "o--", "Uang simpanan sebaiknya dibelikan barang dagangan, tidak disisakan.", "k42"),
    (_O, "-o-", "Pembukuan kertas sebaiknya dihentikan tahun depan.", "k32"),
    (_O, "-o-", "Komunitas boleh memakai gedung kosong sambil menunggu jawaban izin.", "k11"),
    (_O, "-o-", "Orang muda sebaiknya memegang separuh kursi pengurus.", "k55"),
    (_O, "-o-", "Ruang bersama tidak perlu penanggung jawab tetap.", "k26 k28"),
    (_O, "-o-", "Warung yang tidak mau memakai aplikasi biarlah tertinggal.", "k48"),
    (_O, "-o-", "Pameran karya lebih penting daripada rapat anggota.", "k17 k34"),
    (_O, "--o", "Semua kegiatan bersama sebaiknya dipimpin pejabat pemerintah.", "k37"),
    (_O, "--o", "Usul warga cukup disampaikan lewat surat resmi.", "k59"),
    (_O, "--o", "Kelompok tanpa badan hukum tidak perlu diundang.", "k60"),
    (_O, "--o", "Koperasi kecil sebaiknya dilebur menjadi satu koperasi kabupaten.", "k06 k46"),
    (_O, "--o", "Penjualan di tepi jalan sebaiknya dilarang di seluruh kota.", "k57"),
    (_O, "--o", "Alat baru tidak boleh masuk desa sebelum ada keputusan kabupaten.", "k04"),
    # Ordinary: one group is against, the others are split.
    (_O, "-oo", "Warung kecil sebaiknya melapor penjualannya setiap minggu.", "k53"),
    (_O, "-oo", "Pasar desa lebih baik dipindahkan ke gedung yang lebih rapi.", "k44"),
    (_O, "-oo", "Potongan aplikasi wajar saja, karena antarannya memang membantu.", "k48"),
    (_O, "o-o", "Teras toko modern sudah cukup sebagai tempat anak muda berkumpul.", "k27"),
    (_O, "o-o", "Latihan kesenian sebaiknya membayar sewa seperti usaha lain.", "k26"),
    (_O, "o-o", "Bila program dari luar lebih murah, koperasi tidak perlu menunggu buatan sini.", "k18 k19"),
    (_O, "oo-", "Catatan rapat cukup disimpan oleh pengurus.", "k56"),
    (_O, "oo-", "Pengawas boleh dirangkap oleh pengurus bila orangnya kurang.", "k33"),
    (_O, "oo-", "Bendahara yang dipercaya tidak perlu diperiksa setiap tahun.", "k32"),
    # Ordinary: two groups agree, the third stays split; close to common ground and yet not.
    (_O, "++o", "Usul yang tidak jadi tetap perlu dikabarkan kepada yang mengusulkan.", "k59"),
    (_O, "o++", "Peneliti yang mengambil data di desa perlu pulang membacakan hasilnya.", "k31"),
    (_O, "+o+", "Kelompok yang tidak pernah datang sebaiknya didatangi ke rumahnya.", "k60"),
    (_O, "o++", "Sebelum alat baru masuk desa, warga perlu boleh berkata tidak.", "k04 k29 k30"),
    (_O, "+o+", "Sampah sayur dari pasar sebaiknya diolah oleh desa yang memakai pupuknya.", "k45"),
    # Ordinary: everyone is split, or everyone is against.
    (_O, "ooo", "Pertemuan bulanan sebaiknya selalu berpindah kecamatan.", "k40"),
    (_O, "ooo", "Kabar warung yang barangnya lengkap cukup lewat grup pesan warga.", "k43"),
    (_O, "---", "Gerakan ini sebaiknya mempunyai satu ketua untuk sepuluh tahun.", "k06 k54"),
    (_O, "---", "Masalah warung dan gedung akan selesai sendiri bila ekonomi membaik.", "k02 k12"),
)

STATEMENTS = tuple(
    Statement(key=f"s{index:02d}", text=text, concerns=tuple(concerns.split()), truth=truth, lean=lean)
    for index, (truth, lean, text, concerns) in enumerate(_ROWS, start=1)
)
BRIGADED = next(one.key for one in STATEMENTS if one.truth == "BRIGADED")
PRIMORDIAL = next(one.key for one in STATEMENTS if "asli Banyumas" in one.text)
