import { readFileSync } from "node:fs";
import { readOptions, run, UserError } from "../src/options.ts";

interface Payment {
  source: string; blockHash: string; transactionHash: string; logIndex: number; payer: string; beneficiary: string; form?: string;
  token: string; symbol: string; decimals: number; baseUnits: string; status: string; stage?: string;
}

const STANDING = ["pending", "final"];
/** Stages in which the same money stands once more: they are held against lists of their own. */
const BESIDE = ["accrued", "distributed"];

await run(async () => {
  const options = readOptions("compare", "Holds what a ledger recorded against what a simulation paid: every payment once, to the base unit, and nothing else. Exits 1 on any difference.", {
    expected: { value: "FILE", help: "what simulate.ts wrote", required: true },
    recorded: { value: "FILE", help: "what chainwatch income list --json printed", required: true },
    "no-traces": { help: "the endpoint traces no calls: ether that a contract sent to a plain wallet cannot have been seen" },
  });
  const truth = readJson(options.expected!, "--expected"), full = truth.accruals !== undefined;
  const seen = (payment: Payment) => !(options["no-traces"] && payment.form === "internal" && payment.logIndex < 0);
  const expected: Payment[] = truth.payments.filter(seen);
  const all: Payment[] = readJson(options.recorded!, "--recorded").map((item: any) => ({ ...item, ...item.amount }));
  const quarantined = full ? all.filter(({ status }) => status === "quarantined") : [];
  const recorded = all.filter((payment) => !BESIDE.includes(payment.stage ?? "") && !quarantined.includes(payment));
  const identity = full ? identityOnFull : identityOnPlain;

  const differences = [
    ...missing(expected, recorded, identity).map((payment) => `paid, and not recorded: ${describe(payment)}`),
    ...missing(recorded, expected, identity).map((payment) => `recorded, and not paid: ${describe(payment)}`),
    ...recorded.filter(({ status }) => !STANDING.includes(status)).map((payment) => `${payment.status}: ${describe(payment)}`),
    ...(full ? besides(truth, all, quarantined) : []),
  ];
  differences.forEach((difference) => console.log(difference));
  printTotals(expected, recorded);
  console.log(differences.length ? `${differences.length} differences` : `equal: ${expected.length} payments, every one to the base unit`);
  process.exitCode = differences.length ? 1 : 0;
});

/** What the full chain credited, let grow, and what no balance confirmed. */
function besides(truth: any, all: Payment[], quarantined: Payment[]): string[] {
  const claims: Payment[] = truth.quarantined.map((claim: any) => ({ ...claim, baseUnits: claim.claimed, beneficiary: truth.treasury }));
  const grown: Payment[] = truth.accruals.filter(({ income }: any) => income !== "0").map((accrual: any) => ({ ...accrual, baseUnits: accrual.income, symbol: "its token" }));
  const of = (stage: string) => all.filter((payment) => payment.stage === stage && !quarantined.includes(payment));
  const atBlock = ({ source, blockHash, baseUnits }: Payment) => [source, blockHash, baseUnits].join(" ");
  const claimed = ({ source, transactionHash, token }: Payment) => [source, transactionHash, token].join(" ");
  const both = (what: string, these: Payment[], those: Payment[], identity: (payment: Payment) => string) => [
    ...missing(these, those, identity).map((payment) => `${what}, and not recorded: ${describe(payment)}`),
    ...missing(those, these, identity).map((payment) => `recorded, and not ${what}: ${describe(payment)}`),
  ];
  return [...both("credited", truth.credits, of("distributed"), identityOnFull), ...both("grown", grown, of("accrued"), atBlock),
    ...both("claimed beyond what arrived", claims, quarantined, claimed)];
}

/** Those of `these` that are not among `those`; each of `those` answers for one only. */
function missing(these: Payment[], those: Payment[], identity: (payment: Payment) => string): Payment[] {
  const left = new Map<string, number>();
  for (const payment of those) left.set(identity(payment), (left.get(identity(payment)) ?? 0) + 1);
  return these.filter((payment) => {
    const count = left.get(identity(payment)) ?? 0;
    left.set(identity(payment), count - 1);
    return count <= 0;
  });
}

function identityOnPlain({ source, blockHash, logIndex, payer, beneficiary, token, baseUnits }: Payment): string {
  return [source, blockHash, logIndex, payer, beneficiary, token, baseUnits].join(" ");
}

/** Of several logs of a payment any may stand for it (a split's own, or the token's), and with it who is said to pay. */
function identityOnFull({ source, blockHash, transactionHash, beneficiary, token, baseUnits }: Payment): string {
  return [source, blockHash, transactionHash, beneficiary, token, baseUnits].join(" ");
}

function describe({ source, blockHash, logIndex, baseUnits, symbol }: Payment): string {
  return `${source}: ${baseUnits} base units of ${symbol}, ${logIndex === undefined ? "at" : `log ${logIndex} of`} block ${blockHash}`;
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
