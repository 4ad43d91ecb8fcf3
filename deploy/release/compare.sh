#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Compares the public interfaces of the release in the folder $1 with those of the release in $2: the client's classes by
# japicmp, the calls by their OpenAPI documents. Writes $2/api-changes.txt; ends with 3 where classes of the client changed so
# that programs made for $1 no longer run, and the first digit of the version that is not 0 is still the same.
set -eu
old=$1
new=$2
jdk=$3
TOOL=com.github.siom79.japicmp:japicmp:0.25.6:jar:jar-with-dependencies

one() { find "$1/maven/io/rivulet/client" -name 'client-*.jar' ! -name '*-sources.jar' ! -name '*-javadoc.jar' | head -n 1; }
series() { printf '%s' "$1" | sed 's|.*/client-||; s|\.jar$||; s|^0\.\([0-9]*\).*|0.\1|; s|^\([1-9][0-9]*\).*|\1|'; }

old_jar=$(one "$old")
new_jar=$(one "$new")
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
JAVA_HOME=$jdk mvn -q -B ${RIVULET_MAVEN_OPTS:-} org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy -Dartifact="$TOOL" -DoutputDirectory="$tools"
code=0
{
  echo "# Classes of the client"
  "$jdk/bin/java" -jar "$tools"/japicmp-*.jar --old "$old_jar" --new "$new_jar" --only-modified --ignore-missing-classes \
    --error-on-binary-incompatibility || code=$?
  echo
  echo "# Calls"
  # One field a line.
  tr ',' '\n' <"$old/openapi.json" >"$tools/old.json"
  tr ',' '\n' <"$new/openapi.json" >"$tools/new.json"
  diff -u "$tools/old.json" "$tools/new.json" && echo "no changes" || :
} >"$new/api-changes.txt" 2>&1
if [ "$code" -ne 0 ] && [ "$(series "$old_jar")" = "$(series "$new_jar")" ]; then
  echo "rivulet: programs made for $(basename "$old_jar") would not run with $(basename "$new_jar"); see $new/api-changes.txt" >&2
  exit 3
fi
