"""Finding: something met while a call or its form is looked at, before anyone else sees it."""

from reflexes.records import record


@record
class Finding:
    """Something found; `kind` is the key of its sentence, `field` leads to what is to mend.

    `page` is the part of the draft that holds the field. What `stops` keeps the call from opening;
    the rest deserves a second look. `about` names the other field that it contradicts.
    """

    kind: str
    page: str
    field: str = ""
    met: str = ""
    expected: str = ""
    stops: bool = True
    about: str = ""
