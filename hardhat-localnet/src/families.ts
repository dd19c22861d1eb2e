import { createRequire } from "node:module";
import type { Abi } from "viem";
import { readFileSync } from "node:fs";
import { compiled, openZeppelin4Artifact, safeArtifact } from "./artifacts.ts";
import { distributionArtifact, distributionFactoryArtifact } from "./machine-shares.ts";

/** The contract families that ChainWatch reads or calls: file name in contracts-abi/ and where its ABI comes from. */
export const families = (): Record<string, Abi> => ({
  "distribution": distributionArtifact.abi,
  "distribution-factory": distributionFactoryArtifact.abi,
  "erc20": openZeppelinAbi("IERC20Metadata"),
  "erc2222-dividend": compiled("WarehouseShares").abi,
  "erc4626-vault": compiled("YieldVault").abi,
  "payment-splitter": openZeppelin4Artifact("PaymentSplitter").abi,
  "safe": safeArtifact("SafeL2.sol").abi,
  "tax-splitter": compiled("TaxSplitter").abi,
});

export const familyFile = (name: string): URL => new URL(`../../contracts-abi/${name}.json`, import.meta.url);

function openZeppelinAbi(name: string): Abi {
  const file = createRequire(import.meta.url).resolve(`@openzeppelin/contracts/build/contracts/${name}.json`);
  return JSON.parse(readFileSync(file, "utf8")).abi;
}
