"""How dates are written where Django's own way would mislead (settings.FORMAT_MODULE_PATH)."""
