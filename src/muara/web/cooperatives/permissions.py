from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from muara.web.accounts.models import User
from muara.web.accounts.permissions import can_administer, can_facilitate
from muara.web.cities.models import City
from muara.web.cooperatives.models import Cooperative, Founding
from muara.web.network.permissions import actors_spoken_for

Somebody = User | AnonymousUser | None


def can_keep_register(user: Somebody, city: City) -> bool:
    """Facilitators and the secretariat write down which cooperatives there are and when they met."""
    return can_facilitate(user, city)


def can_import_register(user: Somebody, city: City) -> bool:
    return can_administer(user, city)


def speaks_for_cooperative(user: Somebody, cooperative: Cooperative) -> bool:
    return cooperative.actor_id is not None and cooperative.actor_id in actors_spoken_for(user, cooperative.city)


def can_change_cooperative(user: Somebody, cooperative: Cooperative) -> bool:
    return can_keep_register(user, cooperative.city) or speaks_for_cooperative(user, cooperative)


def can_keep_surplus(user: Somebody, cooperative: Cooperative) -> bool:
    """What each member traded and gets is for the cooperative's own people and the secretariat alone."""
    return can_administer(user, cooperative.city) or speaks_for_cooperative(user, cooperative)


def can_found(user: Somebody) -> bool:
    return user is not None and user.is_authenticated and user.is_active


def is_initiator(user: Somebody, founding: Founding) -> bool:
    return user is not None and user.pk is not None and user.pk == founding.initiator_id


def can_keep_founding(user: Somebody, founding: Founding) -> bool:
    return is_initiator(user, founding) or can_facilitate(user, founding.city)


def can_list_founding(user: Somebody, founding: Founding) -> bool:
    """Show a founding to everybody: somebody else looks at the words first."""
    return can_facilitate(user, founding.city)


def can_see_founding(user: Somebody, founding: Founding) -> bool:
    return founding.listed_at is not None or can_read_founders(user, founding)


def can_read_founders(user: Somebody, founding: Founding) -> bool:
    """Names are for those who found together, and who keeps the list."""
    if can_keep_founding(user, founding):
        return True
    return user is not None and user.pk is not None and founding.founders.filter(user_id=user.pk).exists()
