import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { Abi, Hex } from "viem";
import { UserError } from "./options.ts";

export interface Artifact { abi: Abi; bytecode: Hex }

const require = createRequire(import.meta.url);

const read = (file: string): Artifact => {
  const { abi, bytecode } = JSON.parse(readFileSync(file, "utf8"));
  return { abi, bytecode };
};

/**
 * A contract of ours, as compiled by `hardhat build`. `path` is like "YieldVault", "testing/GreedyHolder", or "full/Comet" for
 * those of the full chain; `name` where the file holds several.
 */
export function compiled(path: string, name = path.split("/").at(-1)!): Artifact {
  const source = path.startsWith("full/") ? path.replace("full/", "full/contracts/") : `contracts/${path}`;
  return readCompiled(fileURLToPath(new URL(`../artifacts/${source}.sol/${name}.json`, import.meta.url)), name);
}

function readCompiled(file: string, name: string): Artifact {
  if (!existsSync(file)) throw new UserError(`${name} is not compiled. Run: npm run build:full (in hardhat-localnet)`);
  return read(file);
}

/** Chainlink's contracts, which come without bytecode and are compiled by `hardhat build`. */
export function chainlinkArtifact(version: string, name: string, folder = ""): Artifact {
  const file = fileURLToPath(new URL(`../artifacts/@chainlink/contracts/src/${version}/${folder}${name}.sol/${name}.json`, import.meta.url));
  return readCompiled(file, name);
}

/** Safe 1.4.1, as its authors compiled it: the bytecode that lies on the public chains. */
export const safeArtifact = (path: string): Artifact =>
  read(require.resolve(`@safe-global/safe-contracts/build/artifacts/contracts/${path}/${path.split("/").at(-1)!.replace(".sol", "")}.json`));

/** tokenize.it, as its authors compiled it. `path` is like "factories/TokenProxyFactory". */
export const tokenizeItArtifact = (path: string): Artifact =>
  read(require.resolve(`@tokenize.it/contracts/artifacts/contracts/${path}.sol/${path.split("/").at(-1)}.json`));

/** OpenZeppelin 4.9.6, the last line with PaymentSplitter, as its authors compiled it. */
export const openZeppelin4Artifact = (name: string): Artifact =>
  read(require.resolve(`oz4/build/contracts/${name}.json`));

/** WETH9, as it was put on the main chain. */
export const wethArtifact = (): Artifact => read(require.resolve("canonical-weth/build/contracts/WETH9.json"));
