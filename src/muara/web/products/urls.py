from django.urls import path

from muara.web.products.views import needs, products, spaces

app_name = "products"
urlpatterns = [
    path("<slug:city>/produk/", products.products, name="products"),
    path("<slug:city>/produk/baru/", products.new_product, name="new_product"),
    path("<slug:city>/produk/muara/", products.estuary, name="estuary"),
    path("<slug:city>/jejaring/aktor/<slug:slug>/tawaran/", products.of_actor, name="of_actor"),
    path("<slug:city>/produk/<slug:slug>/", products.product, name="product"),
    path("<slug:city>/produk/<slug:slug>/ubah/", products.edit_product, name="edit_product"),
    path("<slug:city>/produk/<slug:slug>/tarik/", products.turn_product, name="turn_product"),
    path("<slug:city>/produk/<slug:slug>/pemakai/", products.new_use, name="new_use"),
    path("<slug:city>/produk/<slug:slug>/pemakai/<int:pk>/", products.answer_use, name="answer_use"),
    path("<slug:city>/kebutuhan/", needs.needs, name="needs"),
    path("<slug:city>/kebutuhan/baru/", needs.new_need, name="new_need"),
    path("<slug:city>/kebutuhan/<int:pk>/", needs.need, name="need"),
    path("<slug:city>/kebutuhan/<int:pk>/ubah/", needs.edit_need, name="edit_need"),
    path("<slug:city>/kebutuhan/<int:pk>/selesai/", needs.end_need, name="end_need"),
    path("<slug:city>/ruang/", spaces.spaces, name="spaces"),
    path("<slug:city>/ruang/baru/", spaces.new_space, name="new_space"),
    path("<slug:city>/ruang/permintaan/", spaces.waiting, name="waiting"),
    path("<slug:city>/ruang/<slug:slug>/", spaces.space, name="space"),
    path("<slug:city>/ruang/<slug:slug>/ubah/", spaces.edit_space, name="edit_space"),
    path("<slug:city>/ruang/<slug:slug>/tarik/", spaces.turn_space, name="turn_space"),
    path("<slug:city>/ruang/<slug:slug>/kalender.ics", spaces.space_feed, name="space_feed"),
    path("<slug:city>/ruang/<slug:slug>/pesanan/<int:pk>/", spaces.booking, name="booking"),
]
