import assert from "node:assert/strict";
import { it } from "node:test";
import { hashTypedData, recoverAddress, slice } from "viem";
import { accounts } from "../src/accounts.ts";
import { safeTransaction, sign } from "../src/safe.ts";

// A transaction that was executed on Gnosis Chain (nonce 5 of that Safe), from safe-eth-py's tests.
const safe = "0xAedF684C1c41B51CbD228116e11484425d2FACB9";
const swapOwner = "0xe318b52b0000000000000000000000000000000000000000000000000000000000000001000000000000000000000000c6b82ba149cfa113f8f48d5e3b1f78e933e16dfd0000000000000000000000003066786706ff0b6e71044e55074dbae7d01573cb";

it("a Safe transaction has the hash that the public chain knows it by", () => {
  assert.equal(hashTypedData(safeTransaction(100, safe, 5, safe, 0n, swapOwner, 0)),
    "0x06c88df42a8ab64b2b2c5e2b5c8c4df384c267b39929a8416d1518db23f91783");
});

it("signatures stand in ascending order of their owners, whatever order they are asked in", async () => {
  const typed = safeTransaction(100, safe, 5, safe, 0n, swapOwner, 0);
  const ascending = [...accounts.safeOwners].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  const signatures = await sign(typed, accounts.safeOwners);
  for (const [i, owner] of ascending.entries())
    assert.equal(await recoverAddress({ hash: hashTypedData(typed), signature: slice(signatures, i * 65, (i + 1) * 65) }), owner);
});
