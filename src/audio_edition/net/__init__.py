"""The network, for every engine that needs it: one call, one loop that asks again, one table of failures.

Enters: a request. Leaves: its reply, read to the end. Refuses: untrusted certificates, replies that do not end.
"""
