"""The roles a person may hold. Several per person; desk roles are held for one desk."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What the directory says a person may do."""

    MEMBER = "member"  # files reports and sees their own
    REVIEWER = "reviewer"  # triages the reports of one desk
    PROTECTION_OFFICER = "protection_officer"  # may open the identities of one desk's reports
    COORDINATOR = "coordinator"  # runs one desk
    EDITOR = "editor"  # writes stories
    APPROVER = "approver"  # approves and publishes what another wrote
    AUDITOR = "auditor"  # reads the audit
    ADMINISTRATOR = "administrator"  # runs the instance, reads no record
    CASE_LEAD = "case_lead"  # leads advocacy cases


ROLE_NAMES = frozenset(role.value for role in Role)
DESK_ROLES = frozenset({Role.REVIEWER, Role.PROTECTION_OFFICER, Role.COORDINATOR})

# Which rings a role opens. `{desk}` is the role's scope.
RINGS: dict[Role, tuple[str, ...]] = {
    Role.MEMBER: (),
    Role.REVIEWER: ("desk:{desk}",),
    Role.PROTECTION_OFFICER: ("desk:{desk}", "protection:{desk}"),
    Role.COORDINATOR: ("desk:{desk}",),
    Role.EDITOR: ("publication",),
    Role.APPROVER: ("publication",),
    Role.AUDITOR: ("auditors",),
    Role.ADMINISTRATOR: ("administrators",),
    Role.CASE_LEAD: (),
}


def rings_of(role: Role, scope: str) -> tuple[str, ...]:
    """Return the ring ids that a role held for a scope entitles its holder to."""
    return tuple(ring.format(desk=scope) for ring in RINGS[role])
