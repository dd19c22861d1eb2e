# Sourced by the scripts that build or run the .NET programs.

CHAINWATCH_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
CONFIGURATION=Release
WORKER="$CHAINWATCH_ROOT/src/ChainWatch.Worker/bin/$CONFIGURATION/net10.0/chainwatch-worker.dll"
CLI="$CHAINWATCH_ROOT/src/ChainWatch.Cli/bin/$CONFIGURATION/net10.0/ChainWatch.Cli.dll"

# Makes sure that there is a .NET SDK 10.
ensure_dotnet() {
  if ! command -v dotnet >/dev/null; then
    echo "The .NET SDK 10 is missing. Install it: https://dotnet.microsoft.com/download/dotnet/10.0" >&2
    return 1
  fi
  if ! dotnet --list-sdks | grep -q '^10\.'; then
    echo "The .NET SDK 10 is needed; this machine has: $(dotnet --list-sdks | cut -d' ' -f1 | tr '\n' ' '). Install it: https://dotnet.microsoft.com/download/dotnet/10.0" >&2
    return 1
  fi
  export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
}

# build PROJECT…: builds quietly from the lock files; shows the output only when it failed.
build() {
  local project output
  ensure_dotnet || return 1
  for project in "$@"; do
    output=$(dotnet build "$CHAINWATCH_ROOT/$project" -c "$CONFIGURATION" -p:RestoreLockedMode=true -v quiet 2>&1) && continue
    printf 'Building %s failed:\n%s\n' "$project" "$output" >&2
    return 1
  done
}
