#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes of a built tree $1, with the JDK $2, in the new folder $3: rivulet-VERSION-linux-x64.tar.gz, which needs no other
# Java, and rivulet-VERSION-image.tar, a container image as an OCI layout; with $4, tarball or image, that one alone. The same
# tree, JDK and C library give the same bytes.
set -eu
tree=$1
jdk=$2
out=$3
wanted=${4:-both}
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)

# What the product and its libraries use; KEPT is what is looked up by name: TLS with elliptic curves, names of hosts, zip
# files, the flight recorder, what support bundles ask the JVM.
MODULES=java.base,java.compiler,java.desktop,java.instrument,java.logging,java.management,java.naming,java.net.http,java.rmi,java.security.jgss,java.security.sasl,java.sql,java.transaction.xa,java.xml,jdk.incubator.vector,jdk.unsupported
KEPT=java.management.rmi,jdk.attach,jdk.charsets,jdk.crypto.cryptoki,jdk.jcmd,jdk.jfr,jdk.management,jdk.management.jfr,jdk.naming.dns,jdk.net,jdk.security.auth,jdk.zipfs
EPOCH='2026-01-01 00:00:00Z'
# Taken from the build machine's Debian as it is; their checksums are looked at first.
C_LIBRARY='libc.so.6 libdl.so.2 libm.so.6 libpthread.so.0 libresolv.so.2 librt.so.1'

say() { printf '%s\n' "rivulet: $*" >&2; }
fail() { say "$@"; exit 2; }

[ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] || fail "releases are made on Linux, x86-64"
version=$(sed -n 's|^  <version>\(.*\)</version>|\1|p' "$tree/pom.xml" | head -n 1)
name=rivulet-$version
work=$out/work
rm -rf "$work"
mkdir -p "$work/$name/bin" "$work/$name/lib"

say "linking a runtime"
"$jdk/bin/jlink" --add-modules "$MODULES,$KEPT" --strip-java-debug-attributes --no-header-files --no-man-pages \
  --output "$work/$name/runtime" >"$work/jlink.log" 2>&1 || fail "jlink failed; see $work/jlink.log"

cp "$tree"/cluster-node/target/cluster-node-*.jar "$tree"/cluster-node/target/lib/*.jar "$work/$name/lib"
# PostgreSQL for other systems than this one.
rm -f "$work/$name"/lib/embedded-postgres-binaries-darwin-* "$work/$name"/lib/embedded-postgres-binaries-windows-* \
  "$work/$name"/lib/embedded-postgres-binaries-*-alpine-*
cp "$here/rivulet" "$work/$name/bin/rivulet"
for file in LICENSE NOTICE README.md CHANGELOG.md; do cp "$tree/$file" "$work/$name/$file"; done
for file in THIRD-PARTY.txt sbom.json; do [ ! -f "$out/$file" ] || cp "$out/$file" "$work/$name/$file"; done
chmod -R u=rwX,go=rX "$work/$name"

if [ "$wanted" != image ]; then
  say "packing $name-linux-x64.tar.gz"
  tar --sort=name --mtime="$EPOCH" --owner=0 --group=0 --numeric-owner --format=gnu -C "$work" -cf - "$name" | gzip -n >"$out/$name-linux-x64.tar.gz"
fi
[ "$wanted" != tarball ] || exit 0

say "laying out the image"
image=$work/image
mkdir -p "$image/base/bin" "$image/base/lib64" "$image/base/lib/x86_64-linux-gnu" "$image/base/etc" "$image/base/tmp" \
  "$image/base/var/lib/rivulet" "$image/base/usr/share/doc/libc6" "$image/base/usr/share/doc/dash" \
  "$image/runtime/opt/rivulet" "$image/libraries/opt/rivulet/lib" "$image/product/opt/rivulet/lib" "$image/maven/classes"
command -v dpkg >/dev/null 2>&1 || fail "the image's C library and shell are those of a Debian, which this machine is not"
[ -z "$(dpkg --verify libc6 dash)" ] || fail "libc6 or dash on this machine are not as Debian made them: dpkg --verify libc6 dash"
for library in $C_LIBRARY; do cp -L "/lib/x86_64-linux-gnu/$library" "$image/base/lib/x86_64-linux-gnu/$library"; done
cp -L /lib64/ld-linux-x86-64.so.2 "$image/base/lib64/ld-linux-x86-64.so.2"
cp -L /bin/dash "$image/base/bin/sh"
cp -L /usr/share/doc/libc6/copyright "$image/base/usr/share/doc/libc6/copyright"
cp -L /usr/share/doc/dash/copyright "$image/base/usr/share/doc/dash/copyright"
dpkg-query -W -f '${Package} ${Version} ${Architecture}\n' libc6 dash >"$image/base/usr/share/doc/packages"
printf '%s\n' 'root:x:0:0:root:/:/bin/sh' 'rivulet:x:10001:10001:rivulet:/var/lib/rivulet:/bin/sh' >"$image/base/etc/passwd"
printf '%s\n' 'root:x:0:' 'rivulet:x:10001:' >"$image/base/etc/group"
printf '%s\n' 'hosts: files dns' >"$image/base/etc/nsswitch.conf"
cp -a "$work/$name/runtime" "$image/runtime/opt/rivulet/runtime"
cp -a "$work/$name"/lib/*.jar "$image/libraries/opt/rivulet/lib"
# A cluster in containers has a database of its own.
rm -f "$image"/libraries/opt/rivulet/lib/embedded-postgres-binaries-*
for jar in cluster-node http-gateway actors serialization numerics patterns fields quic-gateway; do
  for file in "$image/libraries/opt/rivulet/lib/$jar-$version.jar"; do
    [ ! -f "$file" ] || mv "$file" "$image/product/opt/rivulet/lib"
  done
done
cp -a "$work/$name/bin" "$image/product/opt/rivulet/bin"
for file in LICENSE NOTICE THIRD-PARTY.txt sbom.json; do [ ! -f "$work/$name/$file" ] || cp "$work/$name/$file" "$image/product/opt/rivulet/$file"; done

say "packing $name-image.tar"
JAVA_HOME=$jdk mvn -q -B ${RIVULET_MAVEN_OPTS:-} -f "$here/../image/pom.xml" jib:buildTar -Dimage.folder="$image" \
  -Dimage.tar="$out/$name-image.tar" -Dimage.version="$version" >"$work/image.log" 2>&1 || fail "the image failed; see $work/image.log"
