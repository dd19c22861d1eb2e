import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { display, valueOf } from "../src/simulation/prices.ts";

describe("A value in dollars", () => {
  for (const [what, baseUnits, decimals, answer, feedDecimals, amount] of [
    ["one ether at 3000", 10n ** 18n, 18, 3_000_00000000n, 8, "3000.00"],
    ["a fraction at an odd price", 12_091_437_249_024_009n, 18, 312_587_033_821n, 8, "37.79626504"],
    ["half a unit, up", 5n, 9, 1n, 0, "0.00000001"],
    ["less than half a unit, down", 4n, 9, 1n, 0, "0.00"],
    ["a loss as large as its gain", -5n, 9, 1n, 0, "-0.00000001"],
    ["a loss in whole cents", -1_250_000n, 6, 1_00000000n, 8, "-1.25"],
    ["a feed of 18 decimals", 1_000_000n, 6, 333_333_333_333_333n, 18, "0.00033333"],
    ["no zeros that say nothing", 1_500_000n, 6, 1_00000000n, 8, "1.50"],
  ] as const)
    it(`of ${what} is ${amount}`, () => assert.equal(display(valueOf(baseUnits, decimals, answer, feedDecimals)), amount));
});
