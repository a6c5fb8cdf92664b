"""The steps of an activation; the settings of an active app are the same forms."""
