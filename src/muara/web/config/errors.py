class Refused(Exception):
    """A command of the operator cannot be done; the message says what to do."""
