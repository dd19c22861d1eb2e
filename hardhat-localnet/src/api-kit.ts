import type { Address, Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { privateKeyOf } from "./accounts.ts";
import type { Bundle } from "./bundle.ts";
import type { Deployment } from "./deployment.ts";
import { UserError } from "./options.ts";
import { open } from "./protocol-kit.ts";

/** What ChainWatch names itself as to a Safe Transaction Service. */
const ORIGIN = "ChainWatch";

/** Publishes the bundle with Safe's own clients, in the name of its first signature's owner; the others are confirmations. */
export async function publishInKit(bundle: Bundle, deployment: Deployment, rpc: string, service: string): Promise<Address> {
  const [first, ...others] = bundle.signatures;
  if (!first) throw new UserError("The bundle has no signature; a service hides what nobody signed");
  const { transaction } = await open(bundle, deployment, rpc, deployment.accounts.relayer);
  const { default: SafeApiKit } = await import("@safe-global/api-kit");
  const api = new SafeApiKit({ chainId: BigInt(bundle.chainId), txServiceUrl: new URL("api", service).href });
  await api.proposeTransaction({
    safeAddress: bundle.safe, safeTransactionData: transaction.data, safeTxHash: bundle.safeTxHash,
    senderAddress: first.owner, senderSignature: first.signature, origin: ORIGIN,
  });
  for (const { signature } of others) await api.confirmTransaction(bundle.safeTxHash, signature);
  const { confirmations } = await api.getTransaction(bundle.safeTxHash);
  if (confirmations?.length !== bundle.signatures.length) throw new UserError(`The service shows ${confirmations?.length} of ${bundle.signatures.length} signatures`);
  return first.owner;
}

/** Deletes it again. api-kit cannot; the typed data are those of the service's own documentation, signed by viem. */
export async function deleteFrom(service: string, bundle: Bundle, proposer: Address, totp: number): Promise<void> {
  const signature: Hex = await privateKeyToAccount(privateKeyOf(proposer)).signTypedData({
    domain: { name: "Safe Transaction Service", version: "1.0", chainId: bundle.chainId, verifyingContract: bundle.safe },
    types: { DeleteRequest: [{ name: "safeTxHash", type: "bytes32" }, { name: "totp", type: "uint256" }] },
    primaryType: "DeleteRequest",
    message: { safeTxHash: bundle.safeTxHash, totp: BigInt(totp) },
  });
  const answer = await fetch(new URL(`api/v2/multisig-transactions/${bundle.safeTxHash}/`, service), {
    method: "DELETE", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ safeTxHash: bundle.safeTxHash, signature }),
  });
  if (answer.status !== 204) throw new UserError(`The service does not delete it: HTTP ${answer.status}: ${await answer.text()}`);
}
