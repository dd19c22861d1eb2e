import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { encodeDeployData, zeroAddress } from "viem";
import { freshChain } from "./chain.ts";
import { abi, bytecode, CAP, DELAY, ETHER, eventsOf, MOST, revertedWith, splitter } from "./tax-splitter.ts";

describe("TaxSplitter divides", () => {
  it("ether, on anybody's call: the escrow's part and the owner's rest", async () => {
    const { pay, release, holdings, at, payer } = await splitter();
    assert.deepEqual(eventsOf(await pay(10n ** 18n)), [{ eventName: "Received", args: { payer, amount: 10n ** 18n } }]);
    const receipt = await release();
    assert.deepEqual(await holdings(), [2n * 10n ** 17n, 8n * 10n ** 17n, 0n]);
    assert.deepEqual(eventsOf(receipt), [{ eventName: "Released",
      args: { token: ETHER, escrowAmount: 2n * 10n ** 17n, ownerAmount: 8n * 10n ** 17n, basisPoints: 2_000 } }]);
    assert.equal(receipt.logs.at(-1)!.address, at.toLowerCase());
  });

  it("an ERC-20, whatever else it holds", async () => {
    const { pay, release, holdings, coin } = await splitter();
    await pay(5n);
    await pay(1_000_001n, coin);
    await release(coin);
    assert.deepEqual(await holdings(coin), [200_001n, 800_000n, 0n]);
    assert.deepEqual(await holdings(), [0n, 0n, 5n]);
  });

  it("what came in since the last release, once", async () => {
    const { pay, release, holdings, coin } = await splitter();
    for (const amount of [100n, 250n]) {
      await pay(amount, coin);
      await pay(amount, coin);
      await release(coin);
      await assert.rejects(release(coin), /NothingToRelease/);
    }
    assert.deepEqual(await holdings(coin), [140n, 560n, 0n]);
  });

  for (const [amount, rate, escrow] of [
    [1n, 2_000, 1n], [1n, 1, 1n], [2n, 5_000, 1n], [3n, 5_000, 2n], [4n, 2_000, 1n], [5n, 2_000, 1n], [6n, 2_000, 2n],
    [9_999n, 1, 1n], [10_000n, 1, 1n], [10_001n, 1, 2n], [7n, 0, 0n], [1n, 10_000, 1n], [7n, 10_000, 7n], [7n, 9_999, 7n],
  ] as const)
    it(`${amount} base units at ${rate} basis points: ${escrow} to the escrow, rounded up`, async () => {
      const { pay, release, holdings, get, coin } = await splitter({ rate, cap: 10_000 });
      for (const token of [ETHER, coin]) {
        await pay(amount, token);
        assert.deepEqual(await get("releasable", [token]), [escrow, amount - escrow]);
        await release(token);
        assert.deepEqual(await holdings(token), [escrow, amount - escrow, 0n]);
      }
    });

  it("the largest balance there can be, without an overflow", async () => {
    const { deploy, send, puppeteer, get, at, release, read, escrow, owner } = await splitter({ rate: 9_999, cap: 9_999 });
    const token = await deploy("testing/HostileToken");
    await send(puppeteer, token, "testing/HostileToken", "mint", [at, MOST]);
    const part = MOST - MOST / 10_000n;
    assert.deepEqual(await get("releasable", [token]), [part, MOST - part]);
    await release(token);
    assert.deepEqual([await read(token, "testing/HostileToken", "balanceOf", [escrow]), await read(token, "testing/HostileToken", "balanceOf", [owner])], [part, MOST - part]);
  });

  it("ether that was forced in without a payment", async () => {
    const { wallet, at, release, holdings } = await splitter();
    await wallet.request({ method: "hardhat_setBalance", params: [at, "0x65"] } as any);
    await release();
    assert.deepEqual(await holdings(), [21n, 80n, 0n]);
  });

  it("and takes ether from payers that forward no more than 2300 gas", async () => {
    const { wallet, at, payer } = await splitter();
    const gas = await wallet.estimateGas({ account: payer, to: at, value: 1n });
    assert.ok(gas - 21_000n <= 2_300n, `${gas - 21_000n} gas`);
  });
});

describe("TaxSplitter's rate", () => {
  it("changes by proposal, delay and application, and each step says so", async () => {
    const { asAdmin, apply, get, now, wait, pay, release, holdings } = await splitter();
    const proposed = await asAdmin("proposeRate", [3_000]);
    const from = await now() + DELAY;
    assert.deepEqual(eventsOf(proposed), [{ eventName: "RateProposed", args: { basisPoints: 3_000, applicableFrom: from } }]);
    assert.deepEqual([await get("basisPoints"), await get("proposedBasisPoints"), await get("applicableFrom")], [2_000, 3_000, from]);
    await pay(100n);
    await release();
    assert.deepEqual(await holdings(), [20n, 80n, 0n]);

    await wait(DELAY);
    assert.deepEqual(eventsOf(await apply()), [{ eventName: "RateApplied", args: { basisPoints: 3_000, previous: 2_000 } }]);
    assert.deepEqual([await get("basisPoints"), await get("proposedBasisPoints"), await get("applicableFrom")], [3_000, 0, 0n]);
    await pay(100n);
    await release();
    assert.deepEqual(await holdings(), [50n, 150n, 0n]);
  });

  it("cannot be applied one second too early, and can on the second", async () => {
    const { asAdmin, applyAt, apply, now, get } = await splitter();
    await asAdmin("proposeRate", [1_000]);
    const from = await now() + DELAY;
    await assert.rejects(apply(), new RegExp(`TooEarly[^]*${from}`));
    await assert.rejects(applyAt(from - 1n), revertedWith("TooEarly(uint64)"));
    assert.equal(await get("basisPoints"), 2_000);
    await applyAt(from);
    assert.equal(await get("basisPoints"), 1_000);
  });

  it("is applied once for each proposal, and not at all without one", async () => {
    const { asAdmin, apply, wait } = await splitter();
    await assert.rejects(apply(), /NoRateProposed/);
    await asAdmin("proposeRate", [1_000]);
    await wait(DELAY);
    await apply();
    await assert.rejects(apply(), /NoRateProposed/);
  });

  it("stays when the proposal is cancelled, before or after its delay", async () => {
    const { asAdmin, apply, wait, get } = await splitter();
    for (const passed of [1n, DELAY + 1n]) {
      await asAdmin("proposeRate", [1_000]);
      await wait(passed);
      assert.deepEqual(eventsOf(await asAdmin("cancelRate")), [{ eventName: "RateCancelled", args: { basisPoints: 1_000 } }]);
      await wait(DELAY);
      await assert.rejects(apply(), /NoRateProposed/);
      assert.deepEqual([await get("basisPoints"), await get("proposedBasisPoints"), await get("applicableFrom")], [2_000, 0, 0n]);
    }
    await assert.rejects(asAdmin("cancelRate"), /NoRateProposed|revert/);
  });

  it("waits the whole delay again when a proposal replaces another", async () => {
    const { asAdmin, apply, wait, now, get } = await splitter();
    await asAdmin("proposeRate", [1_000]);
    await wait(DELAY - 10n);
    const replaced = await asAdmin("proposeRate", [0]);
    assert.deepEqual(eventsOf(replaced), [{ eventName: "RateCancelled", args: { basisPoints: 1_000 } },
      { eventName: "RateProposed", args: { basisPoints: 0, applicableFrom: await now() + DELAY } }]);
    await wait(100n);
    await assert.rejects(apply(), /TooEarly/);
    await wait(DELAY);
    await apply();
    assert.equal(await get("basisPoints"), 0);
  });

  it("may be the cap, and never more", async () => {
    const { asAdmin, get, call, at, admin, wallet } = await splitter();
    await asAdmin("proposeRate", [CAP]);
    for (const rate of [CAP + 1, 10_000, 65_535])
      await assert.rejects(wallet.call({ account: admin, to: at, data: call("proposeRate", [rate]) }), revertedWith("AboveCap(uint16,uint16)"));
    await assert.rejects(asAdmin("proposeRate", [CAP + 1]));
    assert.equal(await get("proposedBasisPoints"), CAP);
  });

  it("is for nobody but the admin to propose or cancel: not for the owner, the escrow, the deployer or a stranger", async () => {
    const { asAdmin, call, at, owner, escrow, puppeteer, stranger, wallet, get } = await splitter();
    await asAdmin("proposeRate", [1_000]);
    for (const account of [owner, escrow, puppeteer, stranger])
      for (const data of [call("proposeRate", [0]), call("cancelRate")])
        await assert.rejects(wallet.call({ account, to: at, data }), revertedWith("NotTheAdmin(address)"));
    assert.equal(await get("proposedBasisPoints"), 1_000);
  });

  it("begins in force, with its event", async () => {
    const { wallet, at, get, admin, escrow, owner } = await splitter({ rate: 0, cap: 0 });
    const logs = await wallet.getLogs({ address: at, fromBlock: 0n });
    assert.deepEqual(eventsOf({ logs }), [{ eventName: "RateApplied", args: { basisPoints: 0, previous: 0 } }]);
    assert.deepEqual([await get("admin"), await get("escrow"), await get("owner")].map((address) => address.toLowerCase()), [admin, escrow, owner].map((address) => address.toLowerCase()));
    assert.deepEqual([await get("cap"), await get("delay")], [0, DELAY]);
  });
});

describe("TaxSplitter cannot be created", () => {
  for (const [what, change, error] of [
    ["with a lone key as its admin", { admin: "key" }, "UnusableAddress(string)"],
    ["without an escrow", { escrow: zeroAddress }, "UnusableAddress(string)"],
    ["without an owner", { owner: zeroAddress }, "UnusableAddress(string)"],
    ["with the escrow as its owner", { owner: "escrow" }, "UnusableAddress(string)"],
    ["with a rate above the cap", { rate: 4_001 }, "AboveCap(uint16,uint16)"],
    ["with a cap above the whole", { cap: 10_001 }, "AboveCap(uint16,uint16)"],
    ["without a delay", { delay: 0n }, "UnusableDelay(uint64)"],
    ["with a delay of more than a year", { delay: 365n * 86_400n + 1n }, "UnusableDelay(uint64)"],
  ] as [string, Record<string, any>, string][])
    it(what, async () => {
      const { wallet, deploy, accounts } = await freshChain();
      const [key, escrow, owner] = accounts;
      const admin = await deploy("testing/Puppet");
      const given = { admin, escrow, owner, rate: 2_000, cap: CAP, delay: DELAY, ...change };
      const named = (address: string) => ({ key, escrow } as any)[address] ?? address;
      const data = encodeDeployData({ abi, bytecode, args: [named(given.admin), given.escrow, named(given.owner), given.rate, given.cap, given.delay] });
      await assert.rejects(wallet.call({ account: key!, data }), revertedWith(error));
    });
});
