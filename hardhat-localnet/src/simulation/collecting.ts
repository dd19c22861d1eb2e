import type { Act, Activity, Day } from "./day.ts";
import type { World } from "./world.ts";

/** Now and then the owners collect from everywhere at once: several payments in one Safe transaction. */
export class CollectingDays implements Activity {
  readonly #world: World;
  readonly #from: Activity[];

  constructor(world: World, from: Activity[]) {
    this.#world = world;
    this.#from = from;
  }

  actsOn(day: Day): Act[] {
    if (day.index !== 25 && !this.#world.random.chance(2)) return [];
    return [() => this.#world.collect(this.#from.flatMap((activity) => activity.collectables?.() ?? []))];
  }
}
