import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import { families, familyFile } from "../src/families.ts";

for (const [name, abi] of Object.entries(families()))
  it(`contracts-abi/${name}.json is the ABI of the contract that is deployed`, () => {
    assert.deepEqual(JSON.parse(readFileSync(familyFile(name), "utf8")), abi, "run: npm run export-abi");
  });
