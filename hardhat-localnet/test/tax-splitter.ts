import assert from "node:assert/strict";
import { encodeFunctionData, parseEventLogs, toFunctionSelector, zeroAddress } from "viem";
import type { Address } from "viem";
import { compiled } from "../src/artifacts.ts";
import { freshChain } from "./chain.ts";

export const { abi, bytecode } = compiled("TaxSplitter");
export const ETHER = zeroAddress;
export const CAP = 4_000, DELAY = 7n * 86_400n;
export const MOST = 2n ** 256n - 1n;

/** A splitter whose admin, escrow and owner are puppets, and a stablecoin that anybody has a lot of. */
export async function splitter({ rate = 2_000, cap = CAP, delay = DELAY } = {}) {
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

export const eventsOf = (receipt: { logs: any[] }) => parseEventLogs({ abi, logs: receipt.logs }).map(({ eventName, args }: any) => ({ eventName, args }));

/** Whether an error, or what caused it, tells of that custom error, by its name or by its selector. */
export const revertedWith = (signature: string) => (error: unknown) => {
  const told: string[] = [];
  for (let each: any = error; each; each = each.cause) told.push(String(each), typeof each.data === "string" ? each.data : "");
  assert.match(told.join("\n"), new RegExp(`${signature.split("(")[0]}|${toFunctionSelector(signature)}`));
  return true;
};
