import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Address } from "viem";
import { compiled } from "../src/artifacts.ts";
import { writeJson } from "../src/deployment.ts";
import { fullIsInstalled } from "../src/full/packages.ts";
import { deployedChain, script } from "./deployed.ts";

describe("The full chain", { skip: !fullIsInstalled() && "its packages are not installed: npm ci --ignore-scripts --prefix full" }, () => {
  let chain: Awaited<ReturnType<typeof deployedChain>>;
  before(async () => { chain = await deployedChain("--full"); });
  after(async () => { await chain?.close(); });

  it("pays by every source that it configures, and a ledger that holds just that is equal", async () => {
    const { folder, rpc, deploymentFile, deployment } = chain;
    const [income, settings, recorded] = ["simulated-income.json", "appsettings.json", "income.json"].map((name) => join(folder, name)) as [string, string, string];
    const simulated = await script("simulate", "--full", "--rpc", rpc, "--deployment", deploymentFile, "--months", "2", "--seed", "7", "--out", income);
    assert.equal(simulated.code, 0, simulated.error);
    const truth = read(income);

    const common = ["--deployment", deploymentFile, "--template", join(import.meta.dirname, "../../appsettings.json"), "--rpc", rpc, "--ledger", join(folder, "ledger.db")];
    assert.equal((await script("configure", "--full", ...common, "--out", settings)).code, 0);
    const { Sources } = read(settings);
    assert.deepEqual(Sources, [...deployment.sources, ...deployment.full!.sources]);
    assert.deepEqual(read(join(folder, "invoice-proxy.abi.json")), compiled("full/InvoiceProxy").abi);
    const told = new Set(["payments", "credits", "accruals", "quarantined"].flatMap((list) => truth[list].map(({ source }: any) => source)));
    assert.deepEqual(Sources.map(({ Name }: any) => Name).filter((name: string) => !told.has(name)), []);

    const rows = ledgerOf(truth);
    writeJson(recorded, rows);
    const compare = () => script("compare", "--expected", income, "--recorded", recorded);
    assert.equal((await compare()).code, 0);
    for (const stage of ["received", "distributed", "accrued"]) {
      writeJson(recorded, rows.toSpliced(rows.findIndex((row) => row.stage === stage && row.status === "final"), 1));
      assert.match((await compare()).out, /1 differences$/, stage);
    }
  });

  it("refuses a deployment without it", async () => {
    const plain = join(chain.folder, "plain.json");
    writeJson(plain, { ...chain.deployment, full: undefined });
    const { code, error } = await script("simulate", "--full", "--rpc", chain.rpc, "--deployment", plain, "--out", join(chain.folder, "never.json"));
    assert.equal(code, 2);
    assert.match(error, /written without it/);
  });
});

const read = (file: string): any => JSON.parse(readFileSync(file, "utf8"));

/** The rows that `chainwatch income list --json` prints of a ledger without a fault. */
function ledgerOf(truth: any): any[] {
  const row = (entry: any, stage: string, baseUnits: string, status = "final") =>
    ({ ...entry, stage, status, amount: { token: entry.token as Address, symbol: entry.symbol, decimals: entry.decimals, baseUnits } });
  return [
    ...truth.payments.map((payment: any) => row(payment, payment.stage, payment.baseUnits)),
    ...truth.credits.map((credit: any) => row(credit, credit.stage, credit.baseUnits)),
    ...truth.accruals.filter(({ income }: any) => income !== "0").map((accrual: any) => row(accrual, "accrued", accrual.income)),
    ...truth.quarantined.map((claim: any) => row(claim, "received", claim.claimed, "quarantined")),
  ];
}
