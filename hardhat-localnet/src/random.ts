/** A small seeded generator (xorshift128 filled by splitmix32): the same seed gives the same simulation on every machine. */
export class Random {
  #a: number; #b: number; #c: number; #d: number;

  constructor(seed: number) {
    let state = seed >>> 0;
    const next = () => {
      state = (state + 0x9e3779b9) >>> 0;
      let z = state;
      z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
      z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
      return (z ^ (z >>> 16)) >>> 0;
    };
    this.#a = next(); this.#b = next(); this.#c = next(); this.#d = next() | 1;
  }

  /** 32 random bits. */
  bits(): number {
    const t = this.#d ^ (this.#d << 11);
    this.#d = this.#c; this.#c = this.#b; this.#b = this.#a;
    this.#a = (this.#a ^ (this.#a >>> 19) ^ t ^ (t >>> 8)) >>> 0;
    return this.#a;
  }

  /** True in `percent` of 100 cases. */
  chance(percent: number): boolean {
    return this.bits() % 10_000 < percent * 100;
  }

  /** A whole number from 0 to `count` - 1. */
  below(count: number): number {
    return this.bits() % count;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  /** An amount between `low` and `high`, odd to the last base unit. */
  amount(low: bigint, high: bigint): bigint {
    let bits = 0n;
    for (let i = 0; i < 4; i++) bits = (bits << 32n) | BigInt(this.bits());
    return low + (bits % (high - low + 1n));
  }

  shuffled<T>(items: readonly T[]): T[] {
    const out = [...items];
    for (let i = out.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [out[i], out[j]] = [out[j]!, out[i]!];
    }
    return out;
  }
}
