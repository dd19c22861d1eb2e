import { readFileSync } from "node:fs";
import { readOptions, run, UserError } from "../src/options.ts";

interface Payment {
  source: string; blockHash: string; logIndex: number; payer: string; beneficiary: string;
  token: string; symbol: string; decimals: number; baseUnits: string; status: string;
}

const STANDING = ["pending", "final"];

await run(async () => {
  const options = readOptions("compare", "Holds what a ledger recorded against what a simulation paid: every payment once, to the base unit, and nothing else. Exits 1 on any difference.", {
    expected: { value: "FILE", help: "what simulate.ts wrote", required: true },
    recorded: { value: "FILE", help: "what chainwatch income list --json printed", required: true },
  });
  const expected: Payment[] = readJson(options.expected!, "--expected").payments;
  const recorded: Payment[] = readJson(options.recorded!, "--recorded").map((item: any) => ({ ...item, ...item.amount }));

  const differences = [
    ...missing(expected, recorded).map((payment) => `paid, and not recorded: ${describe(payment)}`),
    ...missing(recorded, expected).map((payment) => `recorded, and not paid: ${describe(payment)}`),
    ...recorded.filter(({ status }) => !STANDING.includes(status)).map((payment) => `${payment.status}: ${describe(payment)}`),
  ];
  differences.forEach((difference) => console.log(difference));
  printTotals(expected, recorded);
  console.log(differences.length ? `${differences.length} differences` : `equal: ${expected.length} payments, every one to the base unit`);
  process.exitCode = differences.length ? 1 : 0;
});

/** Those of `these` that are not among `those`; each of `those` answers for one only. */
function missing(these: Payment[], those: Payment[]): Payment[] {
  const left = new Map<string, number>();
  for (const payment of those) left.set(identity(payment), (left.get(identity(payment)) ?? 0) + 1);
  return these.filter((payment) => {
    const count = left.get(identity(payment)) ?? 0;
    left.set(identity(payment), count - 1);
    return count <= 0;
  });
}

function identity({ source, blockHash, logIndex, payer, beneficiary, token, baseUnits }: Payment): string {
  return [source, blockHash, logIndex, payer, beneficiary, token, baseUnits].join(" ");
}

function describe({ source, blockHash, logIndex, baseUnits, symbol }: Payment): string {
  return `${source}: ${baseUnits} base units of ${symbol}, log ${logIndex} of block ${blockHash}`;
}

function printTotals(expected: Payment[], recorded: Payment[]) {
  const tokens = new Map([...expected, ...recorded].map(({ token, symbol }) => [token, symbol]));
  console.table([...tokens].map(([token, symbol]) => {
    const paid = expected.filter((payment) => payment.token === token), booked = recorded.filter((payment) => payment.token === token);
    return { token: symbol, "payments paid": paid.length, "payments recorded": booked.length, "base units paid": sum(paid), "base units recorded": sum(booked) };
  }));
}

function sum(payments: Payment[]): string {
  return payments.reduce((total, { baseUnits }) => total + BigInt(baseUnits), 0n).toString();
}

function readJson(file: string, option: string): any {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UserError(`${option}: ${file} cannot be read: ${(error as Error).message}`);
  }
}
