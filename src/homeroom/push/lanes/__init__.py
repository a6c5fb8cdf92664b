"""How deliveries travel: claimed, sent by several lanes, read back, written down."""
