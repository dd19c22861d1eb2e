import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import { families, familyFile, fullFamilies } from "../src/families.ts";
import { fullIsInstalled } from "../src/full/packages.ts";

for (const [name, abi] of Object.entries({ ...families(), ...(fullIsInstalled() && fullFamilies()) }))
  it(`contracts-abi/${name}.json is the ABI of the contract that is deployed`, () => {
    assert.deepEqual(JSON.parse(readFileSync(familyFile(name), "utf8")), abi, "run: npm run export-abi");
  });
