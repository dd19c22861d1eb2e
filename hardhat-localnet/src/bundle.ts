import { readFileSync } from "node:fs";
import { hashDomain, hashStruct, hashTypedData } from "viem";
import type { Address, Hex } from "viem";
import { UserError } from "./options.ts";
import { SAFE_VERSION } from "./safe.ts";
import type { safeTransaction } from "./safe.ts";

/** What ChainWatch carries between the machines of a Safe's owners: `chainwatch escrow export --format bundle`. */
export interface Bundle {
  format: typeof FORMAT; version: typeof VERSION; chainId: number; safe: Address; safeVersion: string;
  transaction: {
    to: Address; value: string; data: Hex; operation: 0 | 1; safeTxGas: string; baseGas: string; gasPrice: string;
    gasToken: Address; refundReceiver: Address; nonce: number;
  };
  domainSeparator: Hex; messageHash: Hex; safeTxHash: Hex;
  signatures: { owner: Address; signature: Hex }[];
}

const FORMAT = "chainwatch-safe-bundle";
const VERSION = 1;

export function readBundle(file: string): Bundle {
  let bundle: Bundle;
  try {
    bundle = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UserError(`--bundle: ${file} cannot be read: ${(error as Error).message}`);
  }
  if (bundle.format !== FORMAT || bundle.version !== VERSION)
    throw new UserError(`--bundle: ${file} is not a ${FORMAT} of version ${VERSION}. Make one: chainwatch escrow export ID --format bundle`);
  return bundle;
}

/** A bundle without signatures, its hashes computed without ChainWatch and without Safe's software. */
export function bundleOf(typed: ReturnType<typeof safeTransaction>): Bundle {
  const { domain: { chainId, verifyingContract }, message: { value, safeTxGas, baseGas, gasPrice, nonce, ...rest } } = typed;
  const domain = [{ name: "chainId", type: "uint256" }, { name: "verifyingContract", type: "address" }];
  return {
    format: FORMAT, version: VERSION, chainId, safe: verifyingContract, safeVersion: SAFE_VERSION,
    transaction: {
      to: rest.to, value: `${value}`, data: rest.data, operation: rest.operation, safeTxGas: `${safeTxGas}`, baseGas: `${baseGas}`,
      gasPrice: `${gasPrice}`, gasToken: rest.gasToken, refundReceiver: rest.refundReceiver, nonce: Number(nonce),
    },
    domainSeparator: hashDomain({ domain: typed.domain, types: { EIP712Domain: domain } }),
    messageHash: hashStruct({ data: typed.message, primaryType: typed.primaryType, types: typed.types as any }),
    safeTxHash: hashTypedData(typed),
    signatures: [],
  };
}
