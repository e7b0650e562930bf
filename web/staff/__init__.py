"""The pages of officers: the inbox, a case, the channels."""
