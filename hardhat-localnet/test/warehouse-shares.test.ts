import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseEventLogs } from "viem";
import type { Address } from "viem";
import { compiled } from "../src/artifacts.ts";
import { Random } from "../src/random.ts";
import { freshChain } from "./chain.ts";

/** A little more than a whole share. With 1, 2, 4 or 8 of them, funds per share come out even, and so do the figures below. */
const SHARE = 2n ** 60n;
const { abi } = compiled("WarehouseShares");

/** The shares, with funds in the hands of the issuer and of `alice`, both of whom have approved them. */
async function warehouse() {
  const chain = await freshChain();
  const [issuer, alice, bob, carol, dave] = chain.accounts as [Address, Address, Address, Address, Address];
  const funds = await chain.deploy("Stablecoin", [issuer]);
  const shares = await chain.deploy("WarehouseShares", [issuer, funds]);
  for (const payer of [issuer, alice]) {
    await chain.send(issuer, funds, "Stablecoin", "mint", [payer, 2n ** 90n]);
    await chain.send(payer, funds, "Stablecoin", "approve", [shares, 2n ** 255n]);
  }
  return {
    ...chain, issuer, alice, bob, carol, dave, funds, shares,
    mint: (to: Address, amount: bigint) => chain.send(issuer, shares, "WarehouseShares", "mint", [to, amount]),
    burn: (from: Address, amount: bigint) => chain.send(from, shares, "WarehouseShares", "burn", [amount]),
    transfer: (from: Address, to: Address, amount: bigint) => chain.send(from, shares, "WarehouseShares", "transfer", [to, amount]),
    distribute: (amount: bigint, by = issuer) => chain.send(by, shares, "WarehouseShares", "distributeFunds", [amount]),
    withdraw: (holder: Address) => chain.send(holder, shares, "WarehouseShares", "withdrawFunds"),
    withdrawable: (holder: Address): Promise<bigint> => chain.read(shares, "WarehouseShares", "withdrawableFundsOf", [holder]),
    earned: (holder: Address): Promise<bigint> => chain.read(shares, "WarehouseShares", "accumulativeFundsOf", [holder]),
    withdrawn: (holder: Address): Promise<bigint> => chain.read(shares, "WarehouseShares", "withdrawnFundsOf", [holder]),
    balance: (holder: Address): Promise<bigint> => chain.read(funds, "Stablecoin", "balanceOf", [holder]),
  };
}

describe("WarehouseShares", () => {
  it("shares a distribution out in proportion to the shares", async () => {
    const { mint, distribute, withdrawable, bob, carol } = await warehouse();
    await mint(bob, 3n * SHARE);
    await mint(carol, 1n * SHARE);
    await distribute(1_000_000n);
    assert.deepEqual([await withdrawable(bob), await withdrawable(carol)], [750_000n, 250_000n]);
  });

  it("pays the holder exactly what it could withdraw, once", async () => {
    const { mint, distribute, withdraw, withdrawable, withdrawn, earned, balance, bob } = await warehouse();
    await mint(bob, SHARE);
    await distribute(123_457n);
    await withdraw(bob);
    assert.deepEqual([await balance(bob), await withdrawn(bob), await earned(bob), await withdrawable(bob)], [123_457n, 123_457n, 123_457n, 0n]);
    await assert.rejects(withdraw(bob), /NothingToWithdraw/);
  });

  it("emits FundsDistributed and FundsWithdrawn as ERC-2222 declares them", async () => {
    const { mint, distribute, withdraw, alice, bob } = await warehouse();
    await mint(bob, SHARE);
    const distributed = await distribute(77n, alice);
    const withdrawal = await withdraw(bob);
    const topic = (name: string) => parseEventLogs({ abi, eventName: name, logs: name === "FundsDistributed" ? distributed.logs : withdrawal.logs })[0] as any;
    assert.equal(topic("FundsDistributed").topics[0], "0x26536799ace2c3dbe12e638ec3ade6b4173dcf1289be0a58d51a5003015649bd");
    assert.equal(topic("FundsWithdrawn").topics[0], "0xeaff4b37086828766ad3268786972c0cd24259d4c87a80f9d3963a3c3d999b0d");
    assert.deepEqual(topic("FundsDistributed").args, { by: alice, fundsDistributed: 77n });
    assert.deepEqual(topic("FundsWithdrawn").args, { by: bob, fundsWithdrawn: 77n });
  });

  it("leaves what shares have earned with the seller, and gives the buyer what they earn from then on", async () => {
    const { mint, distribute, transfer, withdrawable, bob, carol } = await warehouse();
    await mint(bob, 2n * SHARE);
    await distribute(1_000n);
    await transfer(bob, carol, SHARE);
    assert.deepEqual([await withdrawable(bob), await withdrawable(carol)], [1_000n, 0n]);
    await distribute(500n);
    assert.deepEqual([await withdrawable(bob), await withdrawable(carol)], [1_250n, 250n]);
  });

  it("gives nothing twice when shares go round in a circle", async () => {
    const { mint, distribute, transfer, withdraw, withdrawable, balance, bob, carol, dave } = await warehouse();
    await mint(bob, SHARE);
    await distribute(999n);
    await withdraw(bob);
    await transfer(bob, carol, SHARE);
    await transfer(carol, dave, SHARE);
    await transfer(dave, bob, SHARE);
    assert.deepEqual([await withdrawable(bob), await withdrawable(carol), await withdrawable(dave)], [0n, 0n, 0n]);
    assert.equal(await balance(bob), 999n);
  });

  it("changes nothing by a transfer to oneself", async () => {
    const { mint, distribute, transfer, withdrawable, bob } = await warehouse();
    await mint(bob, SHARE);
    await distribute(999n);
    await transfer(bob, bob, SHARE);
    assert.equal(await withdrawable(bob), 999n);
  });

  it("gives new shares nothing of the past", async () => {
    const { mint, distribute, withdrawable, bob, carol } = await warehouse();
    await mint(bob, SHARE);
    await distribute(1_000n);
    await mint(carol, 7n * SHARE);
    assert.deepEqual([await withdrawable(bob), await withdrawable(carol)], [1_000n, 0n]);
    await distribute(1_000n);
    assert.deepEqual([await withdrawable(bob), await withdrawable(carol)], [1_125n, 875n]);
  });

  it("keeps what burned shares had earned withdrawable", async () => {
    const { mint, burn, distribute, withdraw, withdrawable, balance, bob, carol } = await warehouse();
    await mint(bob, SHARE);
    await mint(carol, SHARE);
    await distribute(1_000n);
    await burn(bob, SHARE);
    await distribute(1_000n);
    assert.deepEqual([await withdrawable(bob), await withdrawable(carol)], [500n, 1_500n]);
    await withdraw(bob);
    assert.equal(await balance(bob), 500n);
  });

  it("carries dust over until it is a whole base unit", async () => {
    const { mint, distribute, withdrawable, bob, carol, dave, issuer } = await warehouse();
    const holders = [bob, carol, dave, issuer];
    for (const holder of holders) await mint(holder, SHARE);
    for (let i = 0; i < 3; i++) await distribute(1n);
    assert.deepEqual(await Promise.all(holders.map(withdrawable)), [0n, 0n, 0n, 0n]);
    await distribute(1n);
    assert.deepEqual(await Promise.all(holders.map(withdrawable)), [1n, 1n, 1n, 1n]);
  });

  it("keeps a share that does not divide evenly within one base unit of what is due, however often it is distributed", async () => {
    const { mint, distribute, withdrawable, bob, carol, dave } = await warehouse();
    for (const holder of [bob, carol, dave]) await mint(holder, 10n ** 18n);
    for (let i = 1n; i <= 31n; i++) {
      await distribute(1n);
      for (const holder of [bob, carol, dave]) {
        const due = i / 3n, actual = await withdrawable(holder);
        assert.ok(actual === due || actual === due - 1n, `after ${i}: ${actual} instead of ${due}`);
      }
    }
  });

  it("refuses to distribute nothing, or while less than one share is in circulation", async () => {
    const { mint, burn, distribute, bob } = await warehouse();
    await assert.rejects(distribute(1_000n), /TooFewShares/);
    await mint(bob, 10n ** 18n - 1n);
    await assert.rejects(distribute(1_000n), /TooFewShares/);
    await mint(bob, 1n);
    await assert.rejects(distribute(0n), /NothingToDistribute/);
    await distribute(1_000n);
    await burn(bob, 10n ** 18n);
    await assert.rejects(distribute(1_000n), /TooFewShares/);
  });

  it("lets only the issuer issue shares", async () => {
    const { send, shares, alice } = await warehouse();
    await assert.rejects(send(alice, shares, "WarehouseShares", "mint", [alice, SHARE]), /OwnableUnauthorizedAccount/);
  });

  it("stays within its bounds, and computes at the bounds", async () => {
    const { mint, transfer, burn, distribute, withdraw, withdrawable, balance, bob, carol } = await warehouse();
    const most = 2n ** 96n;
    await mint(bob, SHARE);
    await distribute(2n ** 88n - 1n);
    await mint(carol, most - SHARE);
    await assert.rejects(mint(carol, 1n), /BeyondBound/);
    await assert.rejects(distribute(2n), /BeyondBound/);
    await distribute(1n);
    await transfer(carol, bob, most - SHARE);
    await transfer(bob, carol, most);
    await burn(carol, most);
    assert.ok(await withdrawable(bob) >= 2n ** 88n - 1n);
    await withdraw(bob);
    assert.ok(await balance(bob) <= 2n ** 88n);
  });

  it("never owes more than it holds, and at most one base unit less per holder, whatever happens", async () => {
    const random = new Random(4626);
    const { accounts, mint, burn, transfer, distribute, withdraw, withdrawable, balance, read, shares } = await warehouse();
    const holders = accounts.slice(2, 12);
    let distributed = 0n;
    for (const holder of holders) await mint(holder, random.amount(1n, 1_000n * SHARE));
    for (let step = 0; step < 150; step++) {
      const [one, other] = [random.pick(holders), random.pick(holders)];
      const own: bigint = await read(shares, "WarehouseShares", "balanceOf", [one]);
      const action = random.below(5);
      if (action === 0) await mint(one, random.amount(1n, 100n * SHARE));
      if (action === 1) await burn(one, random.amount(0n, own / 2n));
      if (action === 2) await transfer(one, other, random.amount(0n, own));
      if (action === 3) {
        const amount = random.amount(1n, step % 2 ? 9n : 10n ** 10n);
        await distribute(amount);
        distributed += amount;
      }
      if (action === 4 && await withdrawable(one) > 0n) await withdraw(one);
      if (step % 10 === 9) {
        const owed = (await Promise.all(holders.map(withdrawable))).reduce((sum, amount) => sum + amount, 0n);
        const held = await balance(shares);
        assert.ok(owed <= held, `step ${step}: owes ${owed}, holds ${held}`);
        assert.ok(held - owed <= BigInt(holders.length), `step ${step}: ${held - owed} base units are nobody's`);
      }
    }
    for (const holder of holders) if (await withdrawable(holder) > 0n) await withdraw(holder);
    const paid = (await Promise.all(holders.map(balance))).reduce((sum, amount) => sum + amount, 0n);
    assert.ok(paid <= distributed && distributed - paid <= BigInt(holders.length));
    assert.equal(await balance(shares), distributed - paid);
  });

  it("books before it pays: a funds token that calls back gets nothing more", async () => {
    const { accounts, deploy, send, read } = await freshChain();
    const [issuer, bob] = accounts as [Address, Address];
    const funds = await deploy("testing/CallingBackFunds");
    const shares = await deploy("WarehouseShares", [issuer, funds]);
    const greedy = await deploy("testing/GreedyHolder", [shares]);
    await send(issuer, shares, "WarehouseShares", "mint", [greedy, SHARE]);
    await send(issuer, shares, "WarehouseShares", "mint", [bob, SHARE]);
    await send(issuer, funds, "testing/CallingBackFunds", "mint", [issuer, 1_000n]);
    await send(issuer, funds, "testing/CallingBackFunds", "approve", [shares, 1_000n]);
    await send(issuer, shares, "WarehouseShares", "distributeFunds", [900n]);
    await send(issuer, greedy, "testing/GreedyHolder", "withdraw");
    assert.equal(await read(funds, "testing/CallingBackFunds", "balanceOf", [greedy]), 450n);
    assert.equal(await read(funds, "testing/CallingBackFunds", "balanceOf", [shares]), 450n);
    assert.equal(await read(greedy, "testing/GreedyHolder", "secondSucceeded"), false);

    await send(issuer, funds, "testing/CallingBackFunds", "setFee", [1n]);
    await assert.rejects(send(issuer, shares, "WarehouseShares", "distributeFunds", [100n]), /FundsTokenNotExact/);
  });
});
