import assert from "node:assert/strict";
import { createDecipheriv, scryptSync } from "node:crypto";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { bytesToHex, concat, encodeFunctionData, hexToBytes, keccak256, parseAbi } from "viem";
import type { Address } from "viem";
import { privateKeyToAddress } from "viem/accounts";
import { compiled, safeArtifact } from "../src/artifacts.ts";
import { bundleOf } from "../src/bundle.ts";
import type { Bundle } from "../src/bundle.ts";
import { writeJson } from "../src/deployment.ts";
import { aggregatorAbi, proxyAbi, submissions } from "../src/feeds.ts";
import { executeInKit, signInKit } from "../src/protocol-kit.ts";
import { Rpc } from "../src/rpc.ts";
import { safeTransaction } from "../src/safe.ts";
import { deployedChain, script } from "./deployed.ts";

const erc20 = parseAbi(["function transfer(address,uint256) returns (bool)", "function balanceOf(address) view returns (uint256)"]);
const AMOUNT = 123_456_789n;

describe("A deployed chain", () => {
  let chain: Awaited<ReturnType<typeof deployedChain>>;
  before(async () => { chain = await deployedChain(); });
  after(async () => { await chain?.close(); });

  it("has price feeds that have answered, and a Pricing section that names their proxies", async () => {
    const blocks = await chain.blocks();
    const { feeds, pricing } = chain.deployment;
    for (const { proxy, aggregator, decimals } of feeds) {
      const [roundId, answer, , updatedAt] = await blocks.read<bigint[]>(proxy, proxyAbi, "latestRoundData");
      assert.equal(roundId, (1n << 64n) | 1n);
      assert.ok(answer! > 0n && Number(updatedAt) <= blocks.timestamp);
      assert.equal((await blocks.read<Address>(proxy, proxyAbi, "aggregator")), aggregator);
      assert.equal(Number(await blocks.read(proxy, proxyAbi, "decimals")), decimals);
    }
    assert.deepEqual(pricing.Feeds.map(({ Feed }) => Feed), feeds.filter(({ quote }) => !quote).map(({ proxy }) => proxy));
    await blocks.release();
  });

  it("can stage a zero answer, which its oracles give like any other", async () => {
    const blocks = await chain.blocks();
    const feed = chain.deployment.feeds.find(({ name }) => name === "eth-usd")!;
    await blocks.sendAll(submissions(feed, 2n, feed.oracles.map((oracle) => [oracle, 0n])));
    await blocks.mine();
    assert.deepEqual((await blocks.read<bigint[]>(feed.aggregator, aggregatorAbi, "latestRoundData")).slice(0, 2), [2n, 0n]);
    await blocks.release();
  });

  it("has a TaxSplitter between the treasury and the escrow, with the treasury as its admin", async () => {
    const blocks = await chain.blocks();
    const { contracts: { taxSplitter }, taxSplitter: terms, safe } = chain.deployment;
    const { abi } = compiled("TaxSplitter");
    const told = await Promise.all(Object.keys(terms).map((name) => blocks.read(taxSplitter.address, abi, name)));
    assert.deepEqual(told.map(String), Object.values(terms).map(String));
    assert.deepEqual([terms.admin, terms.escrow, terms.owner], [safe.treasury, safe.taxEscrow, safe.treasury]);
    await blocks.release();
  });

  it("has its owners' keys as keystores that only their owner may read", async () => {
    const out = join(chain.folder, "keys");
    assert.equal((await script("keystores", "--deployment", chain.deploymentFile, "--out", out)).code, 0);
    assert.deepEqual(readdirSync(out).sort(), ["owner-1.json", "owner-2.json", "owner-3.json", "passphrase.txt", "relayer.json"]);
    const passphrase = readFileSync(join(out, "passphrase.txt"), "utf8").trimEnd();
    const { safe: { owners }, accounts: { relayer } } = chain.deployment;
    for (const [name, address] of [["owner-1", owners[0]], ["owner-2", owners[1]], ["owner-3", owners[2]], ["relayer", relayer]] as [string, Address][]) {
      const file = join(out, `${name}.json`);
      assert.equal(open(JSON.parse(readFileSync(file, "utf8")), passphrase), address);
      assert.equal(statSync(file).mode & 0o777, 0o600);
    }
    assert.equal(statSync(join(out, "passphrase.txt")).mode & 0o777, 0o600);
  });

  it("moves what two owners signed in protocol-kit, executed by protocol-kit", async () => {
    const { deployment, rpc, folder, deploymentFile } = chain;
    const { safe } = deployment;
    const [unsignedFile, signedFile] = [join(folder, "unsigned.json"), join(folder, "signed.json")];
    const before = await balances();
    // The higher address first: protocol-kit puts them into the order that the Safe demands.
    const [first, second] = [...safe.owners].sort((a, b) => (BigInt(a) < BigInt(b) ? 1 : -1)) as [Address, Address];
    const unsigned = await transfer(safe.taxEscrow);
    const once = await signInKit(unsigned, deployment, rpc, first);
    await assert.rejects(executeInKit(once, deployment, rpc), /wants 2 signatures; the bundle has 1/);
    await assert.rejects(signInKit(once, deployment, rpc, first), /has signed this bundle already/);

    writeJson(unsignedFile, once);
    const common = ["--rpc", rpc, "--deployment", deploymentFile];
    const signing = await script("kit-sign", "--bundle", unsignedFile, "--key-of", second, "--out", signedFile, ...common);
    assert.equal(signing.code, 0, signing.error);
    const twice: Bundle = JSON.parse(readFileSync(signedFile, "utf8"));
    assert.deepEqual(twice.signatures.map(({ owner }) => owner), [first, second]);
    assert.deepEqual({ ...twice, signatures: [] }, unsigned);

    const executed = await script("kit-execute", "--bundle", signedFile, ...common);
    assert.match(executed.out, /^0x[0-9a-f]{64}$/, executed.error);
    assert.equal((await new Rpc(rpc).request("eth_getTransactionReceipt", executed.out)).status, "0x1");
    assert.deepEqual(await balances(), [before[0]! - AMOUNT, before[1]! + AMOUNT]);
    await assert.rejects(executeInKit(twice, deployment, rpc), /The Safe refuses/);
    assert.deepEqual(await balances(), [before[0]! - AMOUNT, before[1]! + AMOUNT]);
  });

  it("has no signature of protocol-kit for a bundle whose recipient was swapped, for another chain, or by somebody who is no owner", async () => {
    const { deployment, rpc } = chain;
    const { safe: { owners: [owner], taxEscrow }, accounts: { strangers: [stranger] } } = deployment;
    const bundle = await transfer(taxEscrow);
    const { transaction } = await transfer(stranger!);
    await assert.rejects(signInKit({ ...bundle, transaction }, deployment, rpc, owner!), /forged or damaged/);
    await assert.rejects(signInKit({ ...bundle, chainId: 1 }, deployment, rpc, owner!), /of chain 1/);
    await assert.rejects(signInKit(bundle, deployment, rpc, stranger!), /none of the deployment's owners/);
  });

  async function balances(): Promise<bigint[]> {
    const { safe, tokens: { usdc } } = chain.deployment;
    const blocks = await chain.blocks();
    const held = await Promise.all([safe.treasury, safe.taxEscrow].map((holder) => blocks.read<bigint>(usdc.address, erc20, "balanceOf", [holder])));
    await blocks.release();
    return held;
  }

  async function transfer(to: Address): Promise<Bundle> {
    const { chainId, safe: { treasury }, tokens: { usdc } } = chain.deployment;
    const blocks = await chain.blocks();
    const nonce = Number(await blocks.read<bigint>(treasury, safeArtifact("SafeL2.sol").abi, "nonce"));
    await blocks.release();
    return bundleOf(safeTransaction(chainId, treasury, nonce, usdc.address, 0n, encodeFunctionData({ abi: erc20, functionName: "transfer", args: [to, AMOUNT] }), 0));
  }
});

/** Opens a keystore as Web3 Secret Storage describes it, and returns the address of the key inside. */
function open({ crypto }: any, passphrase: string): Address {
  const { n, r, p, dklen, salt } = crypto.kdfparams;
  const derived = scryptSync(passphrase, Buffer.from(salt, "hex"), dklen, { N: n, r, p });
  assert.equal(keccak256(concat([derived.subarray(16, 32), hexToBytes(`0x${crypto.ciphertext}`)])), `0x${crypto.mac}`);
  const decipher = createDecipheriv(crypto.cipher, derived.subarray(0, 16), Buffer.from(crypto.cipherparams.iv, "hex"));
  return privateKeyToAddress(bytesToHex(decipher.update(crypto.ciphertext, "hex")));
}
