"""The network, for every engine that needs it: one call, one way to ask again, one table of failures.

Enters: a request. Leaves: its reply, read to the end. Refuses: certificates nobody vouches for, replies without end.
"""
