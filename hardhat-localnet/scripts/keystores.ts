import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Address } from "viem";
import { privateKeyOf } from "../src/accounts.ts";
import { readDeployment } from "../src/deployment.ts";
import { keystore } from "../src/keystore.ts";
import { readOptions, run } from "../src/options.ts";

const PASSPHRASE = "local test keys only";

await run(async () => {
  const options = readOptions("keystores", "Writes the keys of the Safe's owners and of the relayer as keystore files, with their passphrase. Everybody knows these keys: they are for local chains only.", {
    deployment: { value: "FILE", help: "what deploy.ts wrote", required: true },
    out: { value: "DIR", help: "the folder to write owner-1.json, owner-2.json, …, relayer.json and passphrase.txt to", required: true },
  });
  const { safe: { owners }, accounts: { relayer } } = readDeployment(options.deployment!);
  const out = options.out!;
  mkdirSync(out, { recursive: true, mode: 0o700 });
  const keys: [string, Address][] = [...owners.map((owner, i): [string, Address] => [`owner-${i + 1}`, owner]), ["relayer", relayer]];
  for (const [name, address] of keys)
    writePrivately(join(out, `${name}.json`), JSON.stringify(keystore(privateKeyOf(address), PASSPHRASE), null, 2) + "\n");
  writePrivately(join(out, "passphrase.txt"), PASSPHRASE + "\n");
  for (const [name, address] of keys) console.log(`${name}: ${address}`);
});

function writePrivately(file: string, content: string): void {
  writeFileSync(file, content, { mode: 0o600 });
  chmodSync(file, 0o600); // The mode above is only for a file that was not there.
}
