import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { encodeDeployData, encodeFunctionData, hexToBytes, parseEventLogs, toFunctionSelector, zeroAddress } from "viem";
import type { Address } from "viem";
import { compiled } from "../src/artifacts.ts";
import { Random } from "../src/random.ts";
import { freshChain } from "./chain.ts";

const { abi, bytecode } = compiled("TaxSplitter");
const ETHER = zeroAddress;
const CAP = 4_000, DELAY = 7n * 86_400n;
const MOST = 2n ** 256n - 1n;

/** A splitter whose admin, escrow and owner are puppets, and a stablecoin that anybody has a lot of. */
async function splitter({ rate = 2_000, cap = CAP, delay = DELAY } = {}) {
  const chain = await freshChain();
  const [puppeteer, payer, stranger] = chain.accounts as [Address, Address, Address];
  const { deploy, send, read, wallet } = chain;
  const [admin, escrow, owner] = [await deploy("testing/Puppet"), await deploy("testing/Puppet"), await deploy("testing/Puppet")];
  const at = await deploy("TaxSplitter", [admin, escrow, owner, rate, cap, delay]);
  const coin = await deploy("Stablecoin", [puppeteer]);
  await send(puppeteer, coin, "Stablecoin", "mint", [payer, 10n ** 30n]);

  const call = (functionName: string, args: unknown[] = []) => encodeFunctionData({ abi, functionName, args });
  const balance = (holder: Address, token: Address = ETHER): Promise<bigint> =>
    token === ETHER ? wallet.getBalance({ address: holder }) : read(token, "Stablecoin", "balanceOf", [holder]);
  const pay = async (amount: bigint, token: Address = ETHER) => {
    if (token !== ETHER) return send(payer, token, "Stablecoin", "transfer", [at, amount]);
    return wallet.waitForTransactionReceipt({ hash: await wallet.sendTransaction({ account: payer, to: at, value: amount, chain: null }) });
  };
  return {
    ...chain, puppeteer, payer, stranger, admin, escrow, owner, at, coin, call, balance, pay,
    release: (token: Address = ETHER, by = stranger) => send(by, at, "TaxSplitter", "release", [token]),
    asAdmin: (functionName: string, args: unknown[] = []) => send(puppeteer, admin, "testing/Puppet", "act", [at, call(functionName, args)]),
    apply: (by = stranger) => send(by, at, "TaxSplitter", "applyRate"),
    get: (what: string, args: unknown[] = []): Promise<any> => read(at, "TaxSplitter", what, args),
    holdings: async (token: Address = ETHER) => [await balance(escrow, token), await balance(owner, token), await balance(at, token)],
    now: async () => (await wallet.getBlock()).timestamp,
    /** Lets time pass by an empty block. */
    wait: async (seconds: bigint) => {
      await wallet.request({ method: "evm_setNextBlockTimestamp", params: [Number((await wallet.getBlock()).timestamp + seconds)] } as any);
      await wallet.request({ method: "evm_mine" } as any);
    },
    /** Applies the rate in a block of exactly that time, without asking beforehand whether it can work. */
    applyAt: async (time: bigint) => {
      await wallet.request({ method: "evm_setNextBlockTimestamp", params: [Number(time)] } as any);
      const hash = await wallet.writeContract({ account: stranger, address: at, abi, functionName: "applyRate", gas: 200_000n, chain: null });
      assert.equal(await wallet.getBlock().then(({ timestamp }) => timestamp), time);
      return hash;
    },
  };
}

const eventsOf = (receipt: { logs: any[] }) => parseEventLogs({ abi, logs: receipt.logs }).map(({ eventName, args }: any) => ({ eventName, args }));
const ceil = (amount: bigint, rate: number) => (amount * BigInt(rate) + 9_999n) / 10_000n;

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

describe("TaxSplitter under attack", () => {
  it("has no function beyond these, and no code that could hand over control", () => {
    const changing = (abi as any[]).filter(({ type, stateMutability }) => type === "function" && !["view", "pure"].includes(stateMutability));
    assert.deepEqual(changing.map(({ name, inputs }) => `${name}(${inputs.map((input: any) => input.type)})`).sort(),
      ["applyRate()", "cancelRate()", "proposeRate(uint16)", "release(address)"]);
    assert.deepEqual((abi as any[]).filter(({ type }) => ["receive", "fallback"].includes(type)).map(({ type }) => type), ["receive"]);
    const used = opcodes(compiledRuntime());
    for (const [name, opcode] of [["CALLCODE", 0xf2], ["DELEGATECALL", 0xf4], ["SELFDESTRUCT", 0xff], ["CREATE", 0xf0], ["CREATE2", 0xf5]] as const)
      assert.ok(!used.has(opcode), name);
    assert.ok(used.has(0xf1), "the scan sees CALL");
  });

  it("gives a receiver that calls release again nothing more", async () => {
    const { send, puppeteer, escrow, owner, at, call, pay, release, holdings, read } = await splitter();
    for (const greedy of [escrow, owner])
      await send(puppeteer, greedy, "testing/Puppet", "onReceiving", [at, call("release", [ETHER])]);
    await pay(1_000n);
    await release();
    assert.deepEqual(await holdings(), [200n, 800n, 0n]);
    for (const greedy of [escrow, owner])
      assert.deepEqual([await read(greedy, "testing/Puppet", "calls"), await read(greedy, "testing/Puppet", "successes")], [1n, 0n]);
  });

  it("releases no other token while one is released", async () => {
    const { send, puppeteer, escrow, at, coin, call, pay, release, holdings, read } = await splitter();
    await send(puppeteer, escrow, "testing/Puppet", "onReceiving", [at, call("release", [coin])]);
    await pay(1_000n);
    await pay(500n, coin);
    await release();
    assert.equal(await read(escrow, "testing/Puppet", "successes"), 0n);
    assert.deepEqual(await holdings(coin), [0n, 0n, 500n]);
    await release(coin);
    assert.deepEqual(await holdings(coin), [100n, 400n, 0n]);
  });

  it("gives the receivers of a token that calls them nothing more", async () => {
    const { deploy, send, read, puppeteer, escrow, owner, at, call, release } = await splitter();
    const funds = await deploy("testing/CallingBackFunds");
    for (const greedy of [escrow, owner])
      await send(puppeteer, greedy, "testing/Puppet", "onReceiving", [at, call("release", [funds])]);
    await send(puppeteer, funds, "testing/CallingBackFunds", "mint", [at, 1_001n]);
    await release(funds);
    const held = (holder: Address) => read(funds, "testing/CallingBackFunds", "balanceOf", [holder]);
    assert.deepEqual([await held(escrow), await held(owner), await held(at)], [201n, 800n, 0n]);
    assert.deepEqual([await read(escrow, "testing/Puppet", "successes"), await read(owner, "testing/Puppet", "successes")], [0n, 0n]);
  });

  it("divides at one rate, even when the rate is applied in the middle of a release", async () => {
    const { send, puppeteer, escrow, at, call, asAdmin, wait, pay, release, holdings, read, get } = await splitter();
    await asAdmin("proposeRate", [0]);
    await wait(DELAY);
    await send(puppeteer, escrow, "testing/Puppet", "onReceiving", [at, call("applyRate")]);
    await pay(1_000n);
    const receipt = await release();
    assert.equal(await read(escrow, "testing/Puppet", "successes"), 1n);
    assert.equal(await get("basisPoints"), 0);
    assert.deepEqual(await holdings(), [200n, 800n, 0n]);
    assert.equal(eventsOf(receipt).find(({ eventName }) => eventName === "Released")!.args.basisPoints, 2_000);
  });

  it("sends ether that comes in during a release to nobody before the next one", async () => {
    const { send, puppeteer, payer, escrow, at, pay, release, holdings, deploy, wallet } = await splitter();
    const forwarder = await deploy("testing/Puppet");
    await send(puppeteer, escrow, "testing/Puppet", "onReceiving",
      [forwarder, encodeFunctionData({ abi: compiled("testing/Puppet").abi, functionName: "payOn", args: [at] })]);
    await wallet.waitForTransactionReceipt({ hash: await wallet.sendTransaction({ account: payer, to: forwarder, value: 1_000n, chain: null }) });
    await pay(500n);
    await release();
    assert.deepEqual(await holdings(), [100n, 400n, 1_000n]);
    await release();
    assert.deepEqual(await holdings(), [300n, 1_200n, 0n]);
  });

  for (const who of ["escrow", "owner"] as const)
    it(`loses nothing when the ${who} refuses ether: all of it waits`, async () => {
      const { send, puppeteer, pay, release, holdings, coin, ...parties } = await splitter();
      await send(puppeteer, parties[who], "testing/Puppet", "refuse", [true]);
      await pay(1_001n);
      await pay(10n, coin);
      await assert.rejects(release(), /refused|revert/i);
      assert.deepEqual(await holdings(), [0n, 0n, 1_001n]);
      await release(coin);
      assert.deepEqual(await holdings(coin), [2n, 8n, 0n]);
      await send(puppeteer, parties[who], "testing/Puppet", "refuse", [false]);
      await release();
      assert.deepEqual(await holdings(), [201n, 800n, 0n]);
    });

  it("lets a hostile token take nothing but itself", async () => {
    const { deploy, send, read, puppeteer, admin, at, call, pay, release, holdings, coin, get } = await splitter();
    const token = await deploy("testing/HostileToken");
    await pay(1_000n);
    await pay(1_000n, coin);
    const attacks = [call("release", [ETHER]), call("release", [coin]), call("release", [token]), call("proposeRate", [0]), call("cancelRate")];
    for (const attack of attacks) {
      await send(puppeteer, token, "testing/HostileToken", "onTransfer", [at, attack]);
      await send(puppeteer, token, "testing/HostileToken", "mint", [at, 100n]);
      await release(token);
    }
    await send(puppeteer, token, "testing/HostileToken", "pretend", [MOST]);
    await release(token);
    assert.equal(await read(token, "testing/HostileToken", "successes"), 0n);
    assert.deepEqual([await holdings(), await holdings(coin)], [[0n, 0n, 1_000n], [0n, 0n, 1_000n]]);
    assert.deepEqual([await get("basisPoints"), await get("applicableFrom"), (await get("admin")).toLowerCase()], [2_000, 0n, admin.toLowerCase()]);
  });

  it("does not take a token's false for a payment, and takes silence for one", async () => {
    const { deploy, send, read, puppeteer, escrow, owner, at, release } = await splitter();
    const token = await deploy("testing/HostileToken");
    const held = () => Promise.all([escrow, owner, at].map((holder) => read(token, "testing/HostileToken", "balances", [holder])));
    await send(puppeteer, token, "testing/HostileToken", "mint", [at, 100n]);
    await send(puppeteer, token, "testing/HostileToken", "behave", [Way.ReturnsFalse]);
    await assert.rejects(release(token), /SafeERC20FailedOperation|revert/);
    assert.deepEqual(await held(), [0n, 0n, 100n]);
    await send(puppeteer, token, "testing/HostileToken", "behave", [Way.ReturnsNothing]);
    await release(token);
    assert.deepEqual(await held(), [20n, 80n, 0n]);
  });

  it("moves nothing to whom nothing is due, for tokens that refuse to move nothing", async () => {
    const { deploy, send, read, puppeteer, owner, escrow, at, release } = await splitter({ rate: 0, cap: 0 });
    const token = await deploy("testing/HostileToken");
    await send(puppeteer, token, "testing/HostileToken", "behave", [Way.RefusesZero]);
    await send(puppeteer, token, "testing/HostileToken", "mint", [at, 100n]);
    await release(token);
    assert.deepEqual([await read(token, "testing/HostileToken", "balances", [escrow]), await read(token, "testing/HostileToken", "balances", [owner])], [0n, 100n]);
  });

  it("is not stopped by a token that keeps a fee: what was sent is what the event says", async () => {
    const { deploy, send, read, puppeteer, escrow, owner, at, release } = await splitter();
    const token = await deploy("testing/CallingBackFunds");
    await send(puppeteer, token, "testing/CallingBackFunds", "mint", [at, 1_000n]);
    await send(puppeteer, token, "testing/CallingBackFunds", "setFee", [7n]);
    const [released] = eventsOf(await release(token));
    assert.deepEqual([released!.args.escrowAmount, released!.args.ownerAmount], [200n, 800n]);
    const held = (holder: Address) => read(token, "testing/CallingBackFunds", "balanceOf", [holder]);
    assert.deepEqual([await held(escrow), await held(owner), await held(at)], [193n, 793n, 0n]);
  });

  it("is not stopped by a token that takes a base unit more than it was told to: the escrow's part is whole", async () => {
    const { deploy, send, read, puppeteer, escrow, owner, at, release } = await splitter();
    const token = await deploy("testing/HostileToken");
    await send(puppeteer, token, "testing/HostileToken", "behave", [Way.RoundsAgainstSender]);
    await send(puppeteer, token, "testing/HostileToken", "mint", [at, 1_000n]);
    const [released] = eventsOf(await release(token));
    assert.deepEqual([released!.args.escrowAmount, released!.args.ownerAmount], [200n, 799n]);
    const held = (holder: Address) => read(token, "testing/HostileToken", "balances", [holder]);
    assert.deepEqual([await held(escrow), await held(owner), await held(at)], [200n, 799n, 0n]);
  });

  it("refuses what is no token", async () => {
    const { release, stranger, pay, escrow, at, holdings } = await splitter();
    await pay(100n);
    for (const what of [stranger, escrow, at]) await assert.rejects(release(what));
    assert.deepEqual(await holdings(), [0n, 0n, 100n]);
  });
});

describe("TaxSplitter, whatever happens,", () => {
  it("pays out what came in, the escrow's part of each release rounded up, at a rate the admin announced", async () => {
    const random = new Random(20_000);
    const { accounts, pay, release, holdings, asAdmin, apply, wait, now, get, coin } = await splitter({ delay: 3_600n });
    const tokens = [ETHER, coin];
    const book = new Map(tokens.map((token) => [token, { paid: 0n, escrow: 0n, owner: 0n }]));
    let rate = 2_000, proposal: { rate: number; from: bigint } | undefined;
    let releases = 0, changes = 0;
    for (let step = 0; step < 160; step++) {
      const token = random.pick(tokens), entry = book.get(token)!;
      const action = random.below(8), by = random.pick(accounts.slice(2));
      if (action < 3) {
        const amount = random.amount(1n, step % 2 ? 9n : 10n ** 15n);
        await pay(amount, token);
        entry.paid += amount;
      }
      if (action === 3 || action === 4) {
        const waiting = entry.paid - entry.escrow - entry.owner;
        if (waiting === 0n) await assert.rejects(release(token, by), /NothingToRelease/);
        else {
          await release(token, by);
          entry.escrow += ceil(waiting, rate);
          entry.owner += waiting - ceil(waiting, rate);
          releases++;
        }
      }
      if (action === 5) {
        const next = random.below(CAP + 1);
        await asAdmin("proposeRate", [next]);
        proposal = { rate: next, from: await now() + 3_600n };
      }
      if (action === 6) {
        await wait(BigInt(600 + random.below(4_000)));
        if (!proposal) await assert.rejects(apply(by), /NoRateProposed/);
        else if (await now() < proposal.from) await assert.rejects(apply(by), /TooEarly/);
        else {
          await apply(by);
          rate = proposal.rate;
          proposal = undefined;
          changes++;
        }
      }
      if (action === 7 && proposal && random.chance(30)) {
        await asAdmin("cancelRate");
        proposal = undefined;
      }
      assert.equal(await get("basisPoints"), rate);
      for (const each of tokens) {
        const { paid, escrow, owner } = book.get(each)!;
        assert.deepEqual(await holdings(each), [escrow, owner, paid - escrow - owner], `step ${step}`);
      }
    }
    assert.ok(releases >= 15 && changes >= 3, `${releases} releases, ${changes} changes`);
  });
});

const Way = { ReturnsFalse: 1, ReturnsNothing: 2, RefusesZero: 3, RoundsAgainstSender: 4 };

/** Whether an error, or what caused it, tells of that custom error, by its name or by its selector. */
const revertedWith = (signature: string) => (error: unknown) => {
  const told: string[] = [];
  for (let each: any = error; each; each = each.cause) told.push(String(each), typeof each.data === "string" ? each.data : "");
  assert.match(told.join("\n"), new RegExp(`${signature.split("(")[0]}|${toFunctionSelector(signature)}`));
  return true;
};

const compiledRuntime = (): Uint8Array => {
  const code = hexToBytes(JSON.parse(readFileSync(new URL("../artifacts/contracts/TaxSplitter.sol/TaxSplitter.json", import.meta.url), "utf8")).deployedBytecode);
  // The compiler appends its metadata, whose length stands in the last two bytes; it is never executed.
  return code.slice(0, code.length - 2 - (code.at(-2)! * 256 + code.at(-1)!));
};

/** Every opcode of the code; what PUSH carries is data. */
function opcodes(code: Uint8Array): Set<number> {
  const found = new Set<number>();
  for (let at = 0; at < code.length; at++) {
    const opcode = code[at]!;
    found.add(opcode);
    if (opcode >= 0x60 && opcode <= 0x7f) at += opcode - 0x5f;
  }
  return found;
}
