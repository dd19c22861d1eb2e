import { decodeFunctionData, getAddress, hexToBigInt, hexToNumber, isAddressEqual, parseAbi, size, slice } from "viem";
import type { Address, Hex } from "viem";
import { privateKeyOf } from "./accounts.ts";
import type { Bundle } from "./bundle.ts";
import type { Deployment } from "./deployment.ts";
import { UserError } from "./options.ts";

const SIGNATURE_SIZE = 65;
const multiSendAbi = parseAbi(["function multiSend(bytes transactions) payable"]);

/** Lets an owner sign the bundle with Safe's own client; nothing of the bundle changes but that signature. */
export async function signInKit(bundle: Bundle, deployment: Deployment, rpc: string, owner: Address): Promise<Bundle> {
  const { owners } = deployment.safe;
  if (!owners.includes(owner)) throw new UserError(`${owner} is none of the deployment's owners: ${owners.join(", ")}`);
  if (bundle.signatures.some((each) => isAddressEqual(each.owner, owner))) throw new UserError(`${owner} has signed this bundle already`);
  const { kit, transaction } = await open(bundle, deployment, rpc, owner);
  const signed = await kit.signTransaction(transaction, "eth_signTypedData_v4");
  return { ...bundle, signatures: [...bundle.signatures, { owner, signature: signed.getSignature(owner)!.data as Hex }] };
}

/** Lets Safe's own client execute what the bundle holds, sent by the relayer, and returns the transaction's hash. */
export async function executeInKit(bundle: Bundle, deployment: Deployment, rpc: string): Promise<Hex> {
  const { kit, transaction, EthSafeSignature } = await open(bundle, deployment, rpc, deployment.accounts.relayer);
  for (const { owner, signature } of bundle.signatures) {
    if (size(signature) !== SIGNATURE_SIZE) throw new UserError(`${owner}'s signature is no key's: ${size(signature)} bytes instead of ${SIGNATURE_SIZE}`);
    transaction.addSignature(new EthSafeSignature(getAddress(owner), signature));
  }
  const threshold = await kit.getThreshold();
  if (bundle.signatures.length < threshold) throw new UserError(`The Safe wants ${threshold} signatures; the bundle has ${bundle.signatures.length}`);
  if (!await kit.isValidTransaction(transaction)) throw new UserError(`The Safe refuses ${bundle.safeTxHash}: a signature, the nonce, or the call itself is wrong`);
  return (await kit.executeTransaction(transaction)).hash as Hex;
}

/** Safe's client, connected to the bundle's Safe in the name of `signer`, and the transaction as the client sees it. */
export async function open(bundle: Bundle, deployment: Deployment, rpc: string, signer: Address) {
  // Loaded when it is needed: it takes longer than all the rest.
  const { default: Safe, EthSafeSignature } = await import("@safe-global/protocol-kit");
  const { safe: contracts } = deployment;
  const kit = await Safe.init({
    provider: rpc, signer: privateKeyOf(signer), safeAddress: bundle.safe,
    contractNetworks: {
      [String(deployment.chainId)]: {
        safeSingletonAddress: contracts.singleton, safeProxyFactoryAddress: contracts.proxyFactory,
        multiSendAddress: contracts.multiSend, multiSendCallOnlyAddress: contracts.multiSendCallOnly,
        fallbackHandlerAddress: contracts.fallbackHandler, signMessageLibAddress: contracts.signMessageLib,
        createCallAddress: contracts.createCall, simulateTxAccessorAddress: contracts.simulateTxAccessor,
      },
    },
  });
  const chainId = Number(await kit.getChainId());
  if (chainId !== bundle.chainId) throw new UserError(`The bundle is of chain ${bundle.chainId}, but ${rpc} is chain ${chainId}`);

  // A batch is made anew of its calls, so that what is compared is what protocol-kit makes of them.
  const { to, value, data, operation, ...options } = bundle.transaction;
  const transaction = operation === 1
    ? await kit.createTransaction({ transactions: callsOf(data), onlyCalls: true, options })
    : await kit.createTransaction({ transactions: [{ to, value, data, operation }], options });
  const hash = await kit.getTransactionHash(transaction);
  if (hash !== bundle.safeTxHash)
    throw new UserError(`The bundle is forged or damaged: it says ${bundle.safeTxHash}, but protocol-kit computes ${hash} of its transaction`);
  return { kit, transaction, EthSafeSignature };
}

/** The calls of a batch: operation (1 byte), to (20), value (32), length (32), data. */
function callsOf(data: Hex): { to: Address; value: string; data: Hex; operation: number }[] {
  const [packed] = decodeFunctionData({ abi: multiSendAbi, data }).args;
  const calls = [];
  for (let at = 0; at < size(packed);) {
    const length = hexToNumber(slice(packed, at + 53, at + 85));
    calls.push({
      operation: hexToNumber(slice(packed, at, at + 1)), to: getAddress(slice(packed, at + 1, at + 21)),
      value: `${hexToBigInt(slice(packed, at + 21, at + 53))}`, data: length === 0 ? "0x" as Hex : slice(packed, at + 85, at + 85 + length),
    });
    at += 85 + length;
  }
  return calls;
}
