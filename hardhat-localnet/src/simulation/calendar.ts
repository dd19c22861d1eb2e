import type { Day } from "./day.ts";

const DAY = 86_400;

/** The days of a number of calendar months, from the first midnight (UTC) after a moment. */
export function daysOf(after: number, months: number): Day[] {
  const start = Math.floor(after / DAY + 1) * DAY;
  const first = new Date(start * 1000);
  const monthStart = (month: number) => Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + month, first.getUTCDate()) / 1000;
  const of = (monthStart(months) - start) / DAY;
  let month = 0;
  return Array.from({ length: of }, (_, index) => {
    const midnight = start + index * DAY;
    if (midnight >= monthStart(month + 1)) month++;
    return { index, month, dayOfMonth: new Date(midnight * 1000).getUTCDate(), of, midnight };
  });
}

/** When the blocks of a day are mined: spread over it, not quite evenly. */
export function timestampsOf(day: Day, blocksPerDay: number, jitter: (below: number) => number): number[] {
  const apart = Math.floor(DAY / (blocksPerDay + 1));
  return Array.from({ length: blocksPerDay }, (_, slot) => day.midnight + (slot + 1) * apart + jitter(Math.floor(apart / 2)));
}

export const isoTime = (seconds: number): string => new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
