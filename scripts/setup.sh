# shellcheck shell=bash disable=SC2034,SC2154
# Sourced by run, test and fuzz: installs the Debian packages that are missing, and builds. Needs `root`, the checkout.
# Debian 12 is what this is tried on; anything else with the same libraries builds too, see install_missing.

# What every build takes.
build_packages=(
    g++ cmake ninja-build ccache
    # 1.81 by its number: Debian 12's default Boost is 1.74, without Boost.Process v2.
    libboost1.81-dev libboost-filesystem1.81-dev
    nlohmann-json3-dev libvalijson-dev libspdlog-dev libsqlitecpp-dev libsqlite3-dev zlib1g-dev
)

run_packages=(
    "${build_packages[@]}"
    libcli11-dev libcurl4-openssl-dev
    qt6-base-dev qt6-charts-dev qt6-svg-dev qtkeychain-qt6-dev libqt6opengl6-dev libgl1-mesa-dev
    # What the console needs to show itself: the X11 platform plugin, and a font where there is none.
    qt6-qpa-plugins fonts-dejavu-core
)

test_packages=(
    # A screen, a window manager and hands for the tests of the windows.
    xvfb xauth openbox xdotool imagemagick
    # The real MCP servers that the interop tests install and run.
    python3 python3-venv git ca-certificates
    # Certificates, and HTTP/2 before a server that does not speak it.
    openssl nghttp2-proxy
    # A browser and a reader for the reports.
    chromium poppler-utils
    # One version for everybody: each clang-format lays some lines out in its own way.
    clang-format-14
)

# libFuzzer is clang's. Only scripts/fuzz takes it: the corpus is replayed by programs that GCC builds.
fuzz_packages=(clang-14 libclang-rt-14-dev libfuzzer-14-dev)

missing_packages() {
    local installed
    # dpkg-query fails when it has never heard of a package, which under `set -e` would pass for "nothing is missing".
    installed=$(dpkg-query --show --showformat='${Package} ${db:Status-Status}\n' "$@" 2>/dev/null | sed -n 's/ installed$//p') || true
    local package
    for package; do
        grep --quiet --line-regexp --fixed-strings -- "$package" <<<"$installed" || echo "$package"
    done
}

as_root() {
    if [[ $(id -u) == 0 ]]; then
        env DEBIAN_FRONTEND=noninteractive "$@"
    else
        sudo env DEBIAN_FRONTEND=noninteractive "$@"
    fi
}

# install_missing PACKAGE…: asks dpkg every time, which takes hundredths of a second; a stamp could be wrong.
install_missing() {
    if ! command -v dpkg-query >/dev/null; then
        command -v cmake >/dev/null && return # not a Debian; CMake will say which library it misses
        echo "This is not a Debian system. Please install what these packages hold: $*" >&2
        return 1
    fi
    local missing
    mapfile -t missing < <(missing_packages "$@")
    ((${#missing[@]})) || return 0
    if [[ $(id -u) != 0 ]] && ! command -v sudo >/dev/null; then
        echo "Some packages are missing, and installing them takes root or sudo. As root, please run:" >&2
        echo "    apt-get install --no-install-recommends ${missing[*]}" >&2
        return 1
    fi
    echo "Installing: ${missing[*]}" >&2
    # Package lists may be old, or, in a fresh container, not there at all.
    as_root apt-get update --quiet=2 -o Acquire::Retries=3 &&
        as_root apt-get install --yes --quiet=2 --no-install-recommends \
            -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "${missing[@]}"
}

# npm is there in other ways than Debian's package, often newer; that package conflicts with most of them.
install_npm_if_missing() {
    if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
        install_missing nodejs npm
    fi
}

# build PRESET [TARGET…]: configures if need be and builds; prints nothing when there is nothing to do.
build() {
    local preset=$1 folder=$root/build/$1
    shift
    # CMake reruns itself when one of its lists changes, but does not watch the presets.
    if [[ ! -f $folder/build.ninja || $root/CMakePresets.json -nt $folder/build.ninja ]]; then
        (cd "$root" && cmake --preset "$preset" >/dev/null) || return
    fi
    if [[ $(ninja -C "$folder" -n "$@" 2>&1) != *"no work to do"* ]]; then
        ninja -C "$folder" "$@"
    fi
}
