import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Blocks } from "../src/blocks.ts";
import type { Deployment } from "../src/deployment.ts";
import { Rpc } from "../src/rpc.ts";

const scripts = fileURLToPath(new URL("../scripts/", import.meta.url));

/** Runs a script as a person would, and resolves with what it printed and how it ended. */
export const script = (name: string, ...args: string[]): Promise<{ code: number; out: string; error: string }> =>
  new Promise((resolve) => execFile(process.execPath, [join(scripts, `${name}.ts`), ...args], (failure, out, error) =>
    resolve({ code: failure ? Number(failure.code) : 0, out: out.trim(), error: error.trim() })));

/** A chain of its own process with everything deployed, and a folder; `close` ends both. `--full` for every contract family. */
export async function deployedChain(...full: "--full"[]) {
  const folder = mkdtempSync(join(tmpdir(), "localnet-"));
  const chain = spawn(process.execPath, [join(scripts, "chain.ts"), "--port", "0", "--exit-with-stdin", ...full], { stdio: ["pipe", "pipe", "inherit"] });
  const close = async () => {
    chain.stdin.end();
    if (chain.exitCode === null) await new Promise((resolve) => chain.once("exit", resolve));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const [ready] = await createInterface(chain.stdout)[Symbol.asyncIterator]().next().then(({ value }) => [String(value)]);
    const rpc = ready!.replace("READY ", "");
    const deploymentFile = join(folder, "deployment.json");
    const { code, error } = await script("deploy", "--rpc", rpc, "--out", deploymentFile, ...full);
    if (code !== 0) throw new Error(error);
    const deployment: Deployment = JSON.parse(readFileSync(deploymentFile, "utf8"));
    return { folder, rpc, deploymentFile, deployment, blocks: () => Blocks.takeOver(new Rpc(rpc)), close };
  } catch (error) {
    await close();
    throw error;
  }
}
