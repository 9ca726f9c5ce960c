#!/bin/sh
# Runs its arguments with a fresh, unlocked keyring in a home of their own. To be started by dbus-run-session: the
# keyring's daemon ends with that session.
set -eu

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT

# Cargo and rustup are found through the home that is about to change.
export CARGO_HOME="${CARGO_HOME:-$HOME/.cargo}" RUSTUP_HOME="${RUSTUP_HOME:-$HOME/.rustup}"
export HOME="$home" XDG_CONFIG_HOME="$home/config" XDG_DATA_HOME="$home/data" XDG_CACHE_HOME="$home/cache"
export XDG_RUNTIME_DIR="$home/run"
mkdir -m 700 "$XDG_RUNTIME_DIR"

printf 'a password for this session' | gnome-keyring-daemon --unlock --components=secrets >/dev/null

"$@"
