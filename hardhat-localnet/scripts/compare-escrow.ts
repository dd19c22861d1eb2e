import { readFileSync } from "node:fs";
import { createPublicClient, erc20Abi, http } from "viem";
import type { Address } from "viem";
import { readDeployment } from "../src/deployment.ts";
import { readOptions, run, UserError } from "../src/options.ts";

await run(async () => {
  const options = readOptions("compare-escrow", "Holds what the tax escrow has on the chain against what a ledger says was set aside. Exits 1 on any difference.", {
    deployment: { value: "FILE", help: "what deploy.ts wrote", required: true },
    rpc: { value: "URL", help: "the chain", required: true },
    due: { value: "FILE", help: "what chainwatch tax due --totals --json printed", required: true },
    leftovers: { help: "some of what is due may still be outstanding: a token takes a toll on its way, or the Safe has not got enough of it" },
  });
  const { safe: { taxEscrow } } = readDeployment(options.deployment!);
  const client = createPublicClient({ transport: http(options.rpc!) });
  const totals = readTotals(options.due!);
  const rows = await Promise.all(totals.map(async ({ escrowed, due, outstanding }) => ({
    token: escrowed.symbol,
    due: due.baseUnits,
    outstanding: outstanding.baseUnits,
    "escrowed, says the ledger": escrowed.baseUnits,
    "escrow's balance on the chain": String(escrowed.token === "native"
      ? await client.getBalance({ address: taxEscrow })
      : await client.readContract({ address: escrowed.token as Address, abi: erc20Abi, functionName: "balanceOf", args: [taxEscrow] })),
  })));
  console.table(rows);
  const different = rows.filter((row) => row["escrowed, says the ledger"] !== row["escrow's balance on the chain"]
    || BigInt(row.due) !== BigInt(row["escrowed, says the ledger"]) + BigInt(row.outstanding) || !(row.outstanding === "0" || options.leftovers));
  console.log(different.length ? `${different.length} differences`
    : `equal: what is due stands in escrow${options.leftovers ? " or is outstanding" : ""}, to the base unit, in ${rows.length} tokens`);
  process.exitCode = different.length || !rows.length ? 1 : 0;
});

interface Total { total: string; due: Amount; escrowed: Amount; outstanding: Amount }
interface Amount { token: string; symbol: string; baseUnits: string }

function readTotals(file: string): Total[] {
  try {
    return JSON.parse(readFileSync(file, "utf8")).filter((row: Partial<Total>) => row.total !== undefined);
  } catch (error) {
    throw new UserError(`--due: ${file} cannot be read: ${(error as Error).message}`);
  }
}
