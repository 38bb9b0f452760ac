"""What this room holds about people: see `muara.web.accounts.personal`."""

from muara.web.accounts.personal import Held

HELD = {
    "initiatives.initiative.created_by": Held(fields=("title", "created_at")),
    "initiatives.phasestep.by": Held(fields=("initiative__title", "kind", "from_phase", "to_phase", "why", "at")),
    "initiatives.evidence.by": Held(fields=("initiative__title", "text", "on_date", "at")),
    "initiatives.idea.by": Held(fields=("initiative__title", "text", "at")),
    "initiatives.means.by": Held(fields=("initiative__title", "text", "at")),
    "initiatives.cashentry.by": Held(fields=("initiative__title", "number", "at")),
    "initiatives.outcome.by": Held(fields=("initiative__title", "value", "on_date", "at")),
    "initiatives.stoprule.answered_by": Held(fields=("initiative__title", "found", "answered_at")),
    "initiatives.villagegate.opened_by": Held(fields=("initiative__title", "village__name", "opened_at")),
    "initiatives.gateanswer.by": Held(fields=("gate__initiative__title", "item", "value", "at")),
}
