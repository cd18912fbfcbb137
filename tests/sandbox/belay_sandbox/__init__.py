"""A sandbox that answers like AWS: moto in-process, an overlay, ministack behind it."""
