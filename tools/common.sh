# Shared by the scripts of this folder; sourced, never run.  Leaves the caller in the repository's root.
# shellcheck shell=bash
set -euo pipefail
unset CDPATH
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
root=$PWD
export LC_ALL=C.UTF-8   # the compilers' and ctest's messages, whatever the user's locale
mkdir -p build/logs

# ccache needs a folder that it can write; a missing or foreign HOME has none.
if [[ -z ${CCACHE_DIR:-} && ! -w ${HOME:-/nonexistent} ]]; then
    export CCACHE_DIR=$root/build/ccache
fi

say() { printf '== %s\n' "$*"; }

die() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# Copies stdin to a log; shows every tenth of a build's steps, and all that is not a step.
show_progress() {
    local line done_steps all_steps shown=-1
    while IFS= read -r line; do
        printf '%s\n' "$line" >&3
        if [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]]; then
            done_steps=${BASH_REMATCH[1]} all_steps=${BASH_REMATCH[2]}
            if (( done_steps * 10 / all_steps > shown )); then
                shown=$((done_steps * 10 / all_steps))
                printf '   %s of %s steps\n' "$done_steps" "$all_steps"
            fi
        else
            printf '%s\n' "$line"
        fi
    done 3>"$1"
}

# build PRESET [TARGET...]: configures and builds build/PRESET; the logs lie in build/logs.
build() {
    local preset=$1
    local log=build/logs/configure-$preset.log
    local -a targets=()
    shift
    if (( $# > 0 )); then targets=(--target "$@"); fi
    say "build $preset (logs in build/logs)"
    cmake --preset "$preset" >"$log" 2>&1 || { cat "$log"; die "cmake could not configure the preset $preset"; }
    cmake --build --preset "$preset" "${targets[@]}" 2>&1 | show_progress "build/logs/build-$preset.log" ||
        die "the preset $preset does not build; see build/logs/build-$preset.log"
}
