import { fileURLToPath } from "node:url";
import { writeJson } from "../src/deployment.ts";
import { families, familyFile } from "../src/families.ts";
import { readOptions, run } from "../src/options.ts";

await run(async () => {
  readOptions("export-abi", "Writes contracts-abi/ from the compiled and shipped artifacts.", {});
  for (const [name, abi] of Object.entries(families())) writeJson(fileURLToPath(familyFile(name)), abi);
});
