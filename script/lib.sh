# shellcheck shell=bash
# What the scripts share. Sourced, never run.

say() {
  printf '\n== %s\n' "$1" >&2
}

has() {
  command -v "$1" >/dev/null 2>&1
}

# Rust and a C compiler are all that a fresh machine must bring.
need_cargo() {
  local missing=0
  if ! has cargo; then
    printf 'Rust is missing. See https://rustup.rs: it installs the version that Cargo.toml asks for (rust-version).\n' >&2
    missing=1
  fi
  if ! has cc; then
    printf 'A C compiler is missing. On Debian or Ubuntu: apt-get install build-essential\n' >&2
    missing=1
  fi
  [ "$missing" = 0 ] || exit 1
}

# Installs these Debian packages when root, else says which are missing.
need_packages() {
  [ "$#" -gt 0 ] || return 0
  if [ "$(id -u)" = 0 ] && has apt-get; then
    say "Installing $*"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "$@" >/dev/null
  else
    printf 'Missing: %s\nOn Debian or Ubuntu: sudo apt-get install --no-install-recommends %s\n' "$*" "$*" >&2
    exit 1
  fi
}

# Where cargo builds, whatever CARGO_TARGET_DIR or a configuration file says.
target_directory() {
  cargo metadata --format-version 1 --no-deps --locked | sed -E 's/.*"target_directory":"([^"]*)".*/\1/'
}
