"""A problem with something filed: where it is and what to do."""

import dataclasses


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
    """`field` is the address of the field, "report.persons.0.role"; `message` an English msgid that takes `params`.

    Consents are addressed by person and use: "consents.P1.U1".
    """

    field: str
    message: str
    params: dict[str, object] = dataclasses.field(default_factory=dict)
