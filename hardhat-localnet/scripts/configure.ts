import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { compiled } from "../src/artifacts.ts";
import { readDeployment, writeJson } from "../src/deployment.ts";
import { INVOICE_ABI_FILE } from "../src/full/sources.ts";
import { readOptions, run, UserError } from "../src/options.ts";

const CHAIN = "localnet";

await run(async () => {
  const options = readOptions("configure", "Makes the appsettings.json with which ChainWatch watches a deployed local chain.", {
    deployment: { value: "FILE", help: "what deploy.ts wrote", required: true },
    template: { value: "FILE", help: "the appsettings.json to start from; it may contain comments", required: true },
    rpc: { value: "URL", help: "the chain", required: true },
    ledger: { value: "PATH", help: "the ledger's database file", required: true },
    out: { value: "FILE", help: "the appsettings.json to write", required: true },
    full: { help: "with the sources of every contract family (see deploy.ts --full)" },
  });
  const { chainId, safe, sources, pricing, full } = readDeployment(options.deployment!);
  if (options.full && !full) throw new UserError(`--full: ${options.deployment} was written without it. Deploy again: node scripts/deploy.ts --full`);
  const more = options.full ? full : undefined;
  const template = readTemplate(options.template!);
  const chain = template.Chains?.find(({ Name }: { Name: string }) => Name === CHAIN) ?? {};
  const rpc = options.rpc!;

  writeJson(options.out!, {
    ...template,
    Ledger: { ...template.Ledger, Provider: "Sqlite", ConnectionString: `Data Source=${resolve(options.ledger!)}` },
    Chains: [{
      Quorum: 1, PollInterval: "00:00:02", Finality: "Depth", Confirmations: 12, MaxReorgDepth: 256, MaxBlockRange: 10_000, Verify: "Receipts",
      ...chain,
      Name: CHAIN, ChainId: chainId, Endpoints: [rpc], Heads: rpc.replace(/^http/, "ws"),
    }],
    Sources: [...sources, ...(more?.sources ?? [])],
    Pricing: { ...pricing, Feeds: [...pricing.Feeds, ...(more?.pricing ?? [])] },
    Taxes: template.Taxes ?? { Residency: "EE" },
    // The full chain pays in many tokens, some of them little.
    Escrow: { ...template.Escrow, ...(options.full && { MinimumTransfer: { Currency: "USD", Amount: "0.01" } }), Treasury: { Chain: CHAIN, Kind: "Safe", Address: safe.treasury }, TaxEscrow: safe.taxEscrow },
  });
  if (more) writeJson(join(dirname(options.out!), INVOICE_ABI_FILE), compiled("full/InvoiceProxy").abi);
});

function readTemplate(file: string): any {
  return readJson(file, "--template");
}

/** JSON as .NET's configuration reads it: with comments and trailing commas. */
function readJson(file: string, option: string): any {
  let text: string;
  try {
    text = readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    throw new UserError(`${option}: ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  const bare = text
    .replace(/("(?:\\.|[^"\\])*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (_, string) => string ?? "")
    .replace(/("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/g, (_, string) => string ?? "");
  try {
    return JSON.parse(bare);
  } catch (error) {
    throw new UserError(`${option}: ${file} is not JSON: ${(error as Error).message}`);
  }
}
