"""Every address of the program, and what each role is answered there.

`tests/test_authorization.py` holds the program to this table; an address that is not in it fails the build.

To add an address, add one line to the file of its room (a new room has a file of its own, and a line
in `ROUTES`):

    Route("forum:session", get=everybody(200), kwargs=lambda world: {"number": world.session.number}),
    Route("forum:open", post=staff(302), kwargs=…, data=lambda world: {…}),

`get` and `post` say the status for each role; a method that is left out is answered 405 to everybody.
`kwargs` names one example object of the city (without `city`); the same object asked for in another city
has to be 404. A code or a page number that is no object says `is_object=False`.
`world` gives every fixture of the root conftest by its name, and what was made here with `example`.
"""

from __future__ import annotations

from tests.authorization.accounts import ACCOUNTS
from tests.authorization.arrangements import ARRANGEMENTS
from tests.authorization.assets import ASSETS
from tests.authorization.brand import BRAND
from tests.authorization.common_ground import COMMON_GROUND
from tests.authorization.concerns import CONCERNS
from tests.authorization.cooperatives import COOPERATIVES
from tests.authorization.decisions import DECISIONS
from tests.authorization.forum import FORUM
from tests.authorization.home import HOME, OTHERS
from tests.authorization.initiatives import INITIATIVES
from tests.authorization.network import NETWORK
from tests.authorization.opendata import OPENDATA
from tests.authorization.products import PRODUCTS
from tests.authorization.route import LOGIN, ROLES, Outcome, Route
from tests.authorization.search import SEARCH

__all__ = ["LIBRARIES", "LOGIN", "ROLES", "ROUTES", "Outcome", "Route"]

ROUTES = [
    *HOME,
    *ACCOUNTS,
    *SEARCH,
    *FORUM,
    *CONCERNS,
    *COMMON_GROUND,
    *NETWORK,
    *ASSETS,
    *PRODUCTS,
    *ARRANGEMENTS,
    *DECISIONS,
    *INITIATIVES,
    *COOPERATIVES,
    *BRAND,
    *OPENDATA,
    *OTHERS,
]

# Addresses of libraries, declared by their beginning. Their own tests hold their insides; ours hold that each
# asks for the token, that reading changes nothing, that nothing breaks, and who is let in at all.
LIBRARIES = {
    "akun/": "sign-in pages of allauth: open, or for the person who is signed in",
    "operator/": "the back office: operators only",
}
