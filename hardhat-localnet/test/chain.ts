import hre from "hardhat";
import { createWalletClient, custom, publicActions } from "viem";
import type { Address } from "viem";
import { compiled } from "../src/artifacts.ts";

/** A fresh chain in this process, with its unlocked accounts. */
export async function freshChain() {
  const { provider } = await hre.network.create({ network: "localnet", override: { throwOnTransactionFailures: true } });
  const transport = custom(provider as any, { retryCount: 0 });
  const wallet = createWalletClient({ transport, pollingInterval: 1 }).extend(publicActions);
  const accounts = await wallet.getAddresses();

  const read = (address: Address, artifact: string, functionName: string, args: unknown[] = []): Promise<any> =>
    wallet.readContract({ address, abi: compiled(artifact).abi, functionName, args });

  /** Sends a call and returns the receipt; a revert rejects with the error's name in its message. */
  const send = async (from: Address, address: Address, artifact: string, functionName: string, args: unknown[] = []) => {
    const { request } = await wallet.simulateContract({ account: from, address, abi: compiled(artifact).abi, functionName, args, chain: null } as any);
    return wallet.waitForTransactionReceipt({ hash: await wallet.writeContract(request as any) });
  };

  const deploy = async (artifact: string, args: unknown[] = []): Promise<Address> => {
    const hash = await wallet.deployContract({ account: accounts[0]!, ...compiled(artifact), args, chain: null } as any);
    return (await wallet.waitForTransactionReceipt({ hash })).contractAddress!;
  };

  return { accounts, read, send, deploy, wallet };
}
