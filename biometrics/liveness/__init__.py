"""Is a living person before the camera? A random sequence of movements, seen in a short burst.

Pure: pictures in, frontal templates or a problem out. It deters; it does not stop a determined
attacker, and no level of ISO/IEC 30107-3 is claimed (docs/liveness.md).
"""
