"""What the city's own people make, lend and look for."""

from muara.web.products.models.needs import Need
from muara.web.products.models.products import Adoption, Product
from muara.web.products.models.spaces import Booking, Space

__all__ = ["Adoption", "Booking", "Need", "Product", "Space"]
