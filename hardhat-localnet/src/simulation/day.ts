import type { Collectable } from "./world.ts";

export interface Day {
  /** Days since the simulation began, from 0. */
  index: number;
  /** Months since the simulation began, from 0. */
  month: number;
  /** Day of the month, from 1. */
  dayOfMonth: number;
  /** How many days the simulation has. */
  of: number;
  /** Seconds since 1970, at midnight. */
  midnight: number;
}

/** Something to do in one of the day's blocks. It looks at the world when it is done, not when it is planned. */
export type Act = () => Promise<void>;

/** One thread of the simulated life: what it does on a day, and what of it waits for the owner to collect. */
export interface Activity {
  actsOn(day: Day): Act[];
  collectables?(): Collectable[];
}
