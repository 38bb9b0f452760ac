"""Every write of this room. Callers name it here; the files beside this one hold it."""

from muara.web.concerns.actions.guiding import keep_heard
from muara.web.concerns.actions.importing import CannotImportTopic, ImportedTopic, import_topic
from muara.web.concerns.actions.moderating import (
    accept_statement,
    merge_statements,
    reconsider_statement,
    reject_statement,
    reword_statement,
    withdraw_statement,
)
from muara.web.concerns.actions.paper import CannotEnterSheet, Entered, SheetIsTaken, enter_sheet
from muara.web.concerns.actions.raising import (
    AlreadyRaised,
    CannotRaiseConcern,
    PlaceIsClosed,
    raise_concern,
    record_concern,
)
from muara.web.concerns.actions.reading import (
    CannotModerate,
    accept_concern,
    merge_concern,
    reconsider_concern,
    reject_concern,
)
from muara.web.concerns.actions.showing import note_shown
from muara.web.concerns.actions.splits import move_splits
from muara.web.concerns.actions.topics import CannotRunTopic, close_topic, edit_topic, open_topic, plan_topic
from muara.web.concerns.actions.undoing import agree_as_author, clear_vote, move_votes, retract_vote
from muara.web.concerns.actions.votes import (
    CannotVote,
    Given,
    Receipt,
    VotingIsClosed,
    cast_batch,
    cast_vote,
    closed,
)
from muara.web.concerns.actions.wording import mend_typo, replace_statement, word_statement, word_statements
from muara.web.concerns.actions.words import CannotWordStatement
from muara.web.concerns.actions.writing import (
    AlreadyWritten,
    CannotSeed,
    CannotWriteStatement,
    seed_statements,
    write_statement,
)

__all__ = [
    "AlreadyRaised",
    "AlreadyWritten",
    "CannotEnterSheet",
    "CannotImportTopic",
    "CannotModerate",
    "CannotRaiseConcern",
    "CannotRunTopic",
    "CannotSeed",
    "CannotVote",
    "CannotWordStatement",
    "CannotWriteStatement",
    "Entered",
    "Given",
    "ImportedTopic",
    "PlaceIsClosed",
    "Receipt",
    "SheetIsTaken",
    "VotingIsClosed",
    "accept_concern",
    "accept_statement",
    "agree_as_author",
    "cast_batch",
    "cast_vote",
    "clear_vote",
    "close_topic",
    "closed",
    "edit_topic",
    "enter_sheet",
    "import_topic",
    "keep_heard",
    "mend_typo",
    "merge_concern",
    "merge_statements",
    "move_splits",
    "move_votes",
    "note_shown",
    "open_topic",
    "plan_topic",
    "raise_concern",
    "reconsider_concern",
    "reconsider_statement",
    "record_concern",
    "reject_concern",
    "reject_statement",
    "replace_statement",
    "retract_vote",
    "reword_statement",
    "seed_statements",
    "withdraw_statement",
    "word_statement",
    "word_statements",
    "write_statement",
]
