"""The closed list of audit events. No act without a trace, no trace in free text."""

from __future__ import annotations

from enum import StrEnum


class Event(StrEnum):
    """What can be audited. The comment is the sentence an auditor reads."""

    INSTANCE_MADE = "instance_made"  # the instance was made
    BACKUP_MADE = "backup_made"  # a backup was written
    RESTORED = "restored"  # the database was restored from a backup
    ACCOUNT_INVITED = "account_invited"  # an invitation was made
    INVITATIONS_CANCELLED = "invitations_cancelled"  # all open invitations were made void
    ACCOUNT_JOINED = "account_joined"  # somebody joined
    ACCOUNT_REMOVED = "account_removed"  # an account was disabled
    ROLES_CHANGED = "roles_changed"  # somebody's roles were changed
    DESK_CHANGED = "desk_changed"  # a desk was made or changed
    EPOCH_MADE = "epoch_made"  # a group got a new key
    RING_RECOVERED = "ring_recovered"  # trustees brought back a group's key
    MEMBER_RECOVERED = "member_recovered"  # trustees opened a group for somebody
    RECOVERY_CHANGED = "recovery_changed"  # a new recovery key was made
    MEMBER_ADMITTED = "member_admitted"  # somebody was admitted to a group's key
    PASSPHRASE_CHANGED = "passphrase_changed"  # noqa: S105 - a passphrase was changed
    ACCOUNT_RECOVERED = "account_recovered"  # a recovery code was redeemed
    INCIDENT_FILED = "incident_filed"  # a report was filed (never by whom)
    INCIDENT_MOVED = "incident_moved"  # the work on a report moved on
    INCIDENT_CHANGED = "incident_changed"  # a report was amended or added to by its desk
    ENTRY_ERASED = "entry_erased"  # something written by mistake was erased
    IDENTITY_OPENED = "identity_opened"  # a protection officer opened identities
    RECORD_SHARED = "record_shared"  # a record was shared with another group
    RECORD_PURGED = "record_purged"  # a record's keys were destroyed
    RECORD_TAMPERED = "record_tampered"  # a record did not verify
    EXPORT_ASKED = "export_asked"  # somebody asked for a file of reports
    EXPORT_APPROVED = "export_approved"  # a second person agreed to a file of reports
    EXPORT_REFUSED = "export_refused"  # a second person did not agree to a file of reports
    EXPORT_TAKEN = "export_taken"  # an agreed file of reports was taken
    SECOND_DECISION = "second_decision"  # a second person decided
    STORY_CHANGED = "story_changed"  # a story was written or changed
    STORY_REVIEWED = "story_reviewed"  # a protection officer reviewed a story
    STORY_APPROVED = "story_approved"  # a story was approved
    STORY_PUBLISHED = "story_published"  # a story was published
    STORY_RETRACTED = "story_retracted"  # a story was taken down
