import { parseArgs } from "node:util";

/** A wrong command line or a wrong circumstance: its message is shown without a stack, with what to do about it. */
export class UserError extends Error {}

export interface Option { value?: string; required?: boolean; help: string; default?: string }

/**
 * Reads `--name value` options. An option without `value` is a switch. `--help` prints what the script does and exits 0;
 * anything unknown is a UserError that names it.
 */
export function readOptions<Names extends string>(
  script: string, purpose: string, options: Record<Names, Option>, argv = process.argv.slice(2),
): Record<Names, string | undefined> {
  const usage = describe(script, purpose, options);
  const known = Object.fromEntries(Object.entries<Option>(options).map(([name, o]) =>
    [name, { type: o.value ? "string" as const : "boolean" as const }]));
  let values: Record<string, unknown>;
  try {
    ({ values } = parseArgs({ args: argv, options: { ...known, help: { type: "boolean", short: "h" } }, strict: true }));
  } catch (error) {
    throw new UserError(`${script}: ${(error as Error).message.split(". To specify")[0]}\n\n${usage}`);
  }
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  const result: Record<string, string | undefined> = {};
  for (const [name, option] of Object.entries<Option>(options)) {
    const value = values[name];
    result[name] = value === undefined ? option.default : value === true ? "true" : String(value);
    if (option.required && result[name] === undefined)
      throw new UserError(`${script}: --${name} ${option.value} is missing (${option.help})\n\n${usage}`);
  }
  return result as Record<Names, string | undefined>;
}

/** A whole number within bounds, or a UserError that names the option. */
export function wholeNumber(name: string, text: string, low: number, high: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(value >= low && value <= high))
    throw new UserError(`--${name} must be a whole number from ${low} to ${high}, but is "${text}"`);
  return value;
}

/** Runs a script's main function; a UserError ends it with exit code 2 and no stack, anything else with 1. */
export async function run(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}

function describe(script: string, purpose: string, options: Record<string, Option>): string {
  const rows = [...Object.entries(options), ["help", { help: "show this" }] as [string, Option]].map(([name, o]) =>
    [`  --${name}${o.value ? ` ${o.value}` : ""}`, o.help + (o.required ? " (required)" : o.default ? ` (default ${o.default})` : "")]);
  const width = Math.max(...rows.map(([left]) => left!.length)) + 2;
  return `Usage: node scripts/${script}.ts [options]\n${purpose}\n\n` +
    rows.map(([left, right]) => left!.padEnd(width) + right).join("\n");
}
