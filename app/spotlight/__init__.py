"""Stories made safe to publish: consent gate, leak check, approval, publication, retraction."""
