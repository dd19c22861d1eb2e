import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { encodeFunctionData, hexToBytes } from "viem";
import type { Address } from "viem";
import { compiled } from "../src/artifacts.ts";
import { abi, DELAY, ETHER, eventsOf, MOST, splitter } from "./tax-splitter.ts";

/** The ways of HostileToken, as its enum counts them. */
const Way = { ReturnsFalse: 1, ReturnsNothing: 2, RefusesZero: 3, RoundsAgainstSender: 4 };

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
