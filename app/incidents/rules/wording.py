"""The words for moves and for lines of the timeline. Templates translate them; "%(detail)s" takes the line's detail."""

from app.incidents.rules.moves import Guard
from app.incidents.rules.states import Move
from app.vocabulary.wording import N_

# What the button says.
MOVES: dict[Move, str] = {
    Move.ACKNOWLEDGE: N_("Tell the filer that you have the report"),
    Move.TRIAGE: N_("Start triage"),
    Move.ASK: N_("Ask the filer something"),
    Move.RESUME: N_("Go on with triage"),
    Move.RESPOND: N_("Start the response"),
    Move.MONITOR: N_("Only watch from now on"),
    Move.CLOSE: N_("Close"),
    Move.REOPEN: N_("Open again"),
    Move.MERGE: N_("Join with another report of the same incident"),
    Move.UNMERGE: N_("Separate from the other report"),
    Move.REFER: N_("Refer to somebody else"),
    Move.NOT_CREDIBLE: N_("Mark as not credible"),
    Move.HAND_TO_EDITORS: N_("Hand to the editors"),
    Move.WITHDRAW: N_("Withdraw"),
    Move.PURGE: N_("Destroy for good"),
}

# What the form asks with a move.
ASKS: dict[Guard, str] = {
    Guard.REASON: N_("Reason"),
    Guard.OUTCOME: N_("Outcome"),
    Guard.FEEDBACK: N_("What you tell the filer"),
    Guard.QUESTION: N_("What you ask the filer"),
    Guard.REFERRAL: N_("To whom you refer"),
    Guard.OTHER_RECORD: N_("Reference of the other report"),
}

# One line of the timeline, by the type of entry.
TIMELINE: dict[str, str] = {
    "filed": N_("Report filed"),
    "consented": N_("Consent given"),
    "consent_changed": N_("Consent changed for %(detail)s"),
    "withdrawal_requested": N_("Report withdrawn"),
    "amended": N_("Report amended"),
    "facts_corrected": N_("Answers completed or corrected"),
    "message": N_("Message"),
    "erased": N_("Entry %(detail)s erased"),
    "moved": N_("Work moved on"),
    "withdrawn_on_behalf": N_("The desk recorded that %(detail)s withdrew consent"),
    "identity_opened": N_("A protection officer opened the names"),
    "handed_to_editors": N_("Handed to the editors"),
    "told_in_spotlight": N_("Told in a published story"),
    "spotlight_retracted": N_("The published story was taken back"),
    "identities": N_("Names filed"),
    "identities_amended": N_("Names amended"),
    "source_identity": N_("Name of a source added"),
    "matching": N_("Matching strings made"),
    "note": N_("Internal note"),
    "planned": N_("Plan written"),
    "note_erased": N_("Internal entry %(detail)s erased"),
    "assigned": N_("Assigned"),
    "handed_over": N_("Handed over"),
    "conflict_declared": N_("Conflict of interest declared"),
    "risk_assessed": N_("Risk assessed"),
    "source_added": N_("Source %(detail)s added"),
    "act_verified": N_("Verification of an act"),
    "proposed": N_("Proposed to a second person"),
    "decided": N_("The second person decided"),
    "safeguarding_signed": N_("A protection officer agreed to a story"),
    "shared": N_("Shared"),
    "merged_into": N_("Joined with another report"),
    "unmerged": N_("Separated again"),
    "told_apart": N_("Compared with another report: two incidents"),
    "linked": N_("Linked with another record"),
    "unlinked": N_("Link ended"),
}
