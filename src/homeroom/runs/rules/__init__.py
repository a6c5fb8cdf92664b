"""Rules that changed take effect on what is stored, and show before what they would change."""
