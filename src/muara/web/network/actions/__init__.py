"""Everything that happens to the network."""

from muara.web.network.actions.layout import lay_out

__all__ = ["lay_out"]
