"""Everything that happens to products, needs and spaces."""

from muara.web.products.actions.adoptions import (
    CannotAnswerUse,
    CannotTellOfUse,
    confirm_use,
    dispute_use,
    end_use,
    tell_of_use,
)
from muara.web.products.actions.bookings import (
    CannotBook,
    CannotDecideBooking,
    accept_booking,
    book,
    give_back,
    refuse_booking,
)
from muara.web.products.actions.needs import CannotChangeNeed, CannotTellNeed, change_need, end_need, tell_need
from muara.web.products.actions.products import (
    CannotChangeProduct,
    CannotOffer,
    change_product,
    offer_again,
    offer_product,
    withdraw_product,
)
from muara.web.products.actions.spaces import (
    CannotChangeSpace,
    CannotLend,
    change_space,
    lend_again,
    lend_space,
    withdraw_space,
)

__all__ = [
    "CannotAnswerUse",
    "CannotBook",
    "CannotChangeNeed",
    "CannotChangeProduct",
    "CannotChangeSpace",
    "CannotDecideBooking",
    "CannotLend",
    "CannotOffer",
    "CannotTellNeed",
    "CannotTellOfUse",
    "accept_booking",
    "book",
    "change_need",
    "change_product",
    "change_space",
    "confirm_use",
    "dispute_use",
    "end_need",
    "end_use",
    "give_back",
    "lend_again",
    "lend_space",
    "offer_again",
    "offer_product",
    "refuse_booking",
    "tell_need",
    "tell_of_use",
    "withdraw_product",
    "withdraw_space",
]
