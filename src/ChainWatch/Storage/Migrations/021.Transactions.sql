-- The way from a header's transactions root to a transaction that paid the chain's own coin, which no log tells of. Whether it
-- succeeded, its receipt says (receipt_proof), which is of the same place in the block.
CREATE TABLE transaction_proof (
    chain_id          INTEGER NOT NULL,
    block_hash        BLOB    NOT NULL,
    transaction_index INTEGER NOT NULL,
    nodes             BLOB    NOT NULL,          -- RLP list of the trie's nodes, from the root on
    PRIMARY KEY (chain_id, block_hash, transaction_index)
);
