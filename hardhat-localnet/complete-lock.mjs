// `npm ci` refuses a lock file that lacks an entry for any optional dependency, including the native packages of other
// platforms. A registry mirror that does not serve those platforms makes npm leave their entries out, and then `npm ci`
// fails everywhere with "Missing: … from lock file". This adds the missing entries; npm skips them by os and cpu.
// Run through `npm run lock` after every change of package.json, here and in full/.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const file = process.argv[2] ?? fileURLToPath(new URL("package-lock.json", import.meta.url));
const lock = JSON.parse(readFileSync(file, "utf8"));
const packages = lock.packages;

const platformOf = (name) => name.match(/\b(darwin|win32|linux|android|freebsd|openbsd|netbsd|openharmony|sunos|aix)\b/)?.[1];
const architectureOf = (name) => name.match(/\b(arm64|x64|amd64|ia32|arm|riscv64|ppc64|s390x|loong64|mips64el)\b/)?.[1]?.replace("amd64", "x64");

let added = 0;
for (const [path, entry] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const platform = platformOf(name);
    if (packages[`node_modules/${name}`] || packages[`${path}/node_modules/${name}`]) continue;
    if (!/^\d/.test(version) || !platform) continue;
    const architecture = architectureOf(name);
    packages[`node_modules/${name}`] = {
      version, ...(architecture && { cpu: [architecture] }), dev: true, optional: true, os: [platform],
    };
    added++;
  }
}

lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
writeFileSync(file, JSON.stringify(lock, null, 2) + "\n");
console.log(`package-lock.json: ${added} entries of other platforms added`);
