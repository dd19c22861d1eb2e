import { fileURLToPath } from "node:url";
import { writeJson } from "../src/deployment.ts";
import { families, familyFile, fullFamilies } from "../src/families.ts";
import { fullIsInstalled } from "../src/full/packages.ts";
import { readOptions, run } from "../src/options.ts";

await run(async () => {
  readOptions("export-abi", "Writes contracts-abi/ from the compiled and shipped artifacts; those of the full chain's packages where these are installed.", {});
  for (const [name, abi] of Object.entries({ ...families(), ...(fullIsInstalled() && fullFamilies()) })) writeJson(fileURLToPath(familyFile(name)), abi);
});
