import { concatHex, encodeFunctionData, encodePacked, getCreate2Address, hashTypedData, parseEventLogs, size, zeroAddress, zeroHash } from "viem";
import type { Address, Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { privateKeyOf } from "./accounts.ts";
import { safeArtifact } from "./artifacts.ts";
import type { Blocks } from "./blocks.ts";

export const SAFE_VERSION = "1.4.1";

/** The deterministic deployer that put Safe on every public chain. A local chain gets its code by hardhat_setCode. */
const SINGLETON_FACTORY: Address = "0x914d7Fec6aaC8cd542e72Bca78B30650d45643d7";
const SINGLETON_FACTORY_CODE: Hex =
  "0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3";

/** From the shipped bytecode, so these are the addresses of Safe 1.4.1 on the public chains. */
const sources = {
  singleton: "SafeL2.sol",
  safeSingletonL1: "Safe.sol",
  proxyFactory: "proxies/SafeProxyFactory.sol",
  multiSend: "libraries/MultiSend.sol",
  multiSendCallOnly: "libraries/MultiSendCallOnly.sol",
  fallbackHandler: "handler/CompatibilityFallbackHandler.sol",
  signMessageLib: "libraries/SignMessageLib.sol",
  createCall: "libraries/CreateCall.sol",
  simulateTxAccessor: "accessors/SimulateTxAccessor.sol",
} as const;

export type SafeContracts = Record<keyof typeof sources, Address>;

const safeAbi = safeArtifact("SafeL2.sol").abi;
const factoryAbi = safeArtifact("proxies/SafeProxyFactory.sol").abi;
const multiSendAbi = safeArtifact("libraries/MultiSendCallOnly.sol").abi;

/** Sends the creations of all Safe contracts that the chain lacks; they stand after the next mined block. */
export async function deploySafeContracts(blocks: Blocks, from: Address): Promise<SafeContracts> {
  if (await blocks.rpc.request("eth_getCode", SINGLETON_FACTORY, "latest") === "0x")
    await blocks.rpc.request("hardhat_setCode", SINGLETON_FACTORY, SINGLETON_FACTORY_CODE);
  const contracts = {} as SafeContracts;
  for (const [name, path] of Object.entries(sources) as [keyof typeof sources, string][]) {
    const { bytecode } = safeArtifact(path);
    contracts[name] = getCreate2Address({ from: SINGLETON_FACTORY, salt: zeroHash, bytecode });
    if (await blocks.rpc.request("eth_getCode", contracts[name], "latest") === "0x")
      await blocks.send(`creation of Safe's ${path}`, {
        from, to: SINGLETON_FACTORY, data: concatHex([zeroHash, bytecode]), gas: 8_000_000n });
  }
  return contracts;
}

/** Creates Safes of the same owners, in one block. */
export async function createSafes(
  blocks: Blocks, from: Address, contracts: SafeContracts, owners: Address[], threshold: number, saltNonces: bigint[],
): Promise<Address[]> {
  const initializer = encodeFunctionData({ abi: safeAbi, functionName: "setup",
    args: [owners, BigInt(threshold), zeroAddress, "0x", contracts.fallbackHandler, zeroAddress, 0n, zeroAddress] });
  const hashes: Hex[] = [];
  for (const saltNonce of saltNonces)
    hashes.push(await blocks.call(from, contracts.proxyFactory, factoryAbi, "createProxyWithNonce",
      [contracts.singleton, initializer, saltNonce]));
  const { receipts } = await blocks.mine();
  return hashes.map((hash) => {
    const [created] = parseEventLogs({ abi: factoryAbi, eventName: "ProxyCreation", logs: receipts.get(hash)!.logs as any });
    return (created as any).args.proxy;
  });
}

export interface SafeCall { to: Address; value?: bigint; data: Hex }

/** The EIP-712 typed data of a Safe transaction without gas refund, which is what Safe's own wallets propose. */
export const safeTransaction = (chainId: number, safe: Address, nonce: number, to: Address, value: bigint, data: Hex, operation: 0 | 1) => ({
  domain: { chainId, verifyingContract: safe },
  types: {
    SafeTx: [
      { name: "to", type: "address" }, { name: "value", type: "uint256" }, { name: "data", type: "bytes" },
      { name: "operation", type: "uint8" }, { name: "safeTxGas", type: "uint256" }, { name: "baseGas", type: "uint256" },
      { name: "gasPrice", type: "uint256" }, { name: "gasToken", type: "address" },
      { name: "refundReceiver", type: "address" }, { name: "nonce", type: "uint256" },
    ],
  },
  primaryType: "SafeTx",
  message: {
    to, value, data, operation, safeTxGas: 0n, baseGas: 0n, gasPrice: 0n,
    gasToken: zeroAddress, refundReceiver: zeroAddress, nonce: BigInt(nonce),
  },
} as const);

/** A deployed Safe whose owners are local test accounts: what it does is a real, signed Safe transaction. */
export class TreasurySafe {
  readonly address: Address;
  readonly #blocks: Blocks;
  readonly #relayer: Address;
  readonly #signers: Address[];
  readonly #multiSendCallOnly: Address;
  #nonce: number;

  private constructor(blocks: Blocks, address: Address, relayer: Address, signers: Address[], multiSendCallOnly: Address, nonce: number) {
    this.#blocks = blocks;
    this.address = address;
    this.#relayer = relayer;
    this.#signers = signers;
    this.#multiSendCallOnly = multiSendCallOnly;
    this.#nonce = nonce;
  }

  static async open(blocks: Blocks, address: Address, relayer: Address, signers: Address[], multiSendCallOnly: Address): Promise<TreasurySafe> {
    const nonce = Number(await blocks.read<bigint>(address, safeAbi, "nonce"));
    return new TreasurySafe(blocks, address, relayer, signers, multiSendCallOnly, nonce);
  }

  get nonce(): number {
    return this.#nonce;
  }

  /** Signs and sends the calls as one Safe transaction: one call directly, several through MultiSendCallOnly. */
  async execute(calls: SafeCall[]): Promise<Hex> {
    const single = calls.length === 1;
    const to = single ? calls[0]!.to : this.#multiSendCallOnly;
    const value = single ? calls[0]!.value ?? 0n : 0n;
    const data = single ? calls[0]!.data : encodeFunctionData({ abi: multiSendAbi, functionName: "multiSend", args: [packed(calls)] });
    const operation = single ? 0 : 1;
    const typed = safeTransaction(this.#blocks.chainId, this.address, this.#nonce++, to, value, data, operation);
    const signatures = await sign(typed, this.#signers);
    return this.#blocks.send(`Safe transaction ${typed.message.nonce} (${hashTypedData(typed)})`, {
      from: this.#relayer, to: this.address,
      data: encodeFunctionData({ abi: safeAbi, functionName: "execTransaction",
        args: [to, value, data, operation, 0n, 0n, 0n, zeroAddress, zeroAddress, signatures] }),
    });
  }
}

/** The signatures of the owners, ascending by owner as the Safe demands. */
export async function sign(typed: ReturnType<typeof safeTransaction>, signers: Address[]): Promise<Hex> {
  const ascending = [...signers].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  return concatHex(await Promise.all(ascending.map((owner) => privateKeyToAccount(privateKeyOf(owner)).signTypedData(typed))));
}

const packed = (calls: SafeCall[]): Hex => concatHex(calls.map(({ to, value = 0n, data }) =>
  encodePacked(["uint8", "address", "uint256", "uint256", "bytes"], [0, to, value, BigInt(size(data)), data])));
