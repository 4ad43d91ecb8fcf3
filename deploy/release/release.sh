#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the clean tree $1 with the JDK $2 and puts into the folder $3 what a release has. $4 is the tag of the release before
# this one, empty where there is none; RIVULET_RELEASES names the folder in which former releases' `maven` folders lie by version.
set -eu
tree=$1
jdk=$2
out=$3
before=${4#v}
here=$tree/deploy/release
command -v curl >/dev/null 2>&1 || { echo "rivulet: curl is needed for a release" >&2; exit 2; }
export JAVA_HOME="$jdk"
export MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED ${MAVEN_OPTS:-}"

say() { printf '%s\n' "rivulet: $*" >&2; }
fail() { say "$@"; exit 2; }
run() {
  log=$out/$1.log
  shift
  (cd "$tree" && mvn -B -q ${RIVULET_MAVEN_OPTS:-} -Dstyle.color=never "$@") >"$log" 2>&1 || fail "that failed; see $log"
}

version=$(sed -n 's|^  <version>\(.*\)</version>|\1|p' "$tree/pom.xml" | head -n 1)
say "building $version, with sources and javadoc"
run build -P release deploy -Dmaven.test.skip=true -Djacoco.skip=true -Dspotless.check.skip=true \
  -DaltDeploymentRepository="release::file:$out/maven"
say "listing what is in it"
run sbom -P release org.cyclonedx:cyclonedx-maven-plugin:2.9.1:makeAggregateBom -DoutputFormat=json -DoutputName=sbom \
  -DincludeTestScope=false -DoutputReactorProjects=true
cp "$tree/target/sbom.json" "$out/sbom.json"
run notices -P release org.codehaus.mojo:license-maven-plugin:2.5.0:aggregate-add-third-party -Dlicense.excludedScopes=test,provided \
  -Dlicense.outputDirectory="$out" -Dlicense.thirdPartyFilename=THIRD-PARTY.txt -Dlicense.excludedGroups='io\.rivulet'
"$tree/deploy/release/package.sh" "$tree" "$jdk" "$out"

awk -v version="$version" '
  /^## \[/ { inside = index($0, "[" version "]") || (!found && index($0, "[Unreleased]")); if (inside) found = 1 }
  inside { print }' "$tree/CHANGELOG.md" >"$out/CHANGES.md"
[ -s "$out/CHANGES.md" ] || fail "CHANGELOG.md says nothing about $version"

say "asking the packed node for its interface"
node=$out/work/rivulet-$version
mkfifo "$out/work/said"
RIVULET_JAVA_OPTS=-Xmx512m "$node/bin/rivulet" serve --port 0 --data "$out/work/data" >"$out/work/said" 2>"$out/work/node.log" &
serving=$!
trap 'kill "$serving" 2>/dev/null || :' EXIT
read -r ready <"$out/work/said" || fail "the packed node does not start; see $out/work/node.log"
url=$(printf '%s' "$ready" | sed 's|.* ready at \(http://[^ ]*\) .*|\1|')
curl -sSf "$url/openapi.json" >"$out/openapi.json"
kill "$serving"
wait "$serving" || :
trap - EXIT

if [ -z "$before" ]; then
  say "there is no release before this one: its interfaces are compared with nothing"
elif [ ! -d "${RIVULET_RELEASES:-/nowhere}/$before/maven" ]; then
  fail "RIVULET_RELEASES has to name the folder with the release $before, to compare the interfaces of this one with it"
else
  say "comparing interfaces with those of $before"
  "$here/compare.sh" "$RIVULET_RELEASES/$before" "$out" "$jdk"
fi

rm -rf "$out/work" "$out/tree"
rm -f "$out"/*.log
(cd "$out" && find . -type f ! -name SHA256SUMS | LC_ALL=C sort | sed 's|^\./||' | while IFS= read -r file; do sha256sum "$file"; done >SHA256SUMS)
say "the release is in $out"
