import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Random } from "../src/random.ts";
import { CAP, ETHER, splitter } from "./tax-splitter.ts";

const ceil = (amount: bigint, rate: number) => (amount * BigInt(rate) + 9_999n) / 10_000n;

describe("TaxSplitter, whatever happens,", () => {
  it("pays out what came in, the escrow's part of each release rounded up, at a rate the admin announced", async () => {
    const random = new Random(20_000);
    const { accounts, pay, release, holdings, asAdmin, apply, wait, now, get, coin } = await splitter({ delay: 3_600n });
    const tokens = [ETHER, coin];
    const book = new Map(tokens.map((token) => [token, { paid: 0n, escrow: 0n, owner: 0n }]));
    let rate = 2_000, proposal: { rate: number; from: bigint } | undefined;
    let releases = 0, changes = 0;
    for (let step = 0; step < 160; step++) {
      const token = random.pick(tokens), entry = book.get(token)!;
      const action = random.below(8), by = random.pick(accounts.slice(2));
      if (action < 3) {
        const amount = random.amount(1n, step % 2 ? 9n : 10n ** 15n);
        await pay(amount, token);
        entry.paid += amount;
      }
      if (action === 3 || action === 4) {
        const waiting = entry.paid - entry.escrow - entry.owner;
        if (waiting === 0n) await assert.rejects(release(token, by), /NothingToRelease/);
        else {
          await release(token, by);
          entry.escrow += ceil(waiting, rate);
          entry.owner += waiting - ceil(waiting, rate);
          releases++;
        }
      }
      if (action === 5) {
        const next = random.below(CAP + 1);
        await asAdmin("proposeRate", [next]);
        proposal = { rate: next, from: await now() + 3_600n };
      }
      if (action === 6) {
        await wait(BigInt(600 + random.below(4_000)));
        if (!proposal) await assert.rejects(apply(by), /NoRateProposed/);
        else if (await now() < proposal.from) await assert.rejects(apply(by), /TooEarly/);
        else {
          await apply(by);
          rate = proposal.rate;
          proposal = undefined;
          changes++;
        }
      }
      if (action === 7 && proposal && random.chance(30)) {
        await asAdmin("cancelRate");
        proposal = undefined;
      }
      assert.equal(await get("basisPoints"), rate);
      for (const each of tokens) {
        const { paid, escrow, owner } = book.get(each)!;
        assert.deepEqual(await holdings(each), [escrow, owner, paid - escrow - owner], `step ${step}`);
      }
    }
    assert.ok(releases >= 15 && changes >= 3, `${releases} releases, ${changes} changes`);
  });
});
