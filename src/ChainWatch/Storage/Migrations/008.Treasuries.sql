-- The Safe's nonce after the block nonce_block, as last read: which nonces are used for good, and what the next stretch of
-- blocks begins with on an endpoint that keeps no old state. Null until a stretch was read.
ALTER TABLE safe_cursor ADD COLUMN nonce INTEGER;
ALTER TABLE safe_cursor ADD COLUMN nonce_block INTEGER;
