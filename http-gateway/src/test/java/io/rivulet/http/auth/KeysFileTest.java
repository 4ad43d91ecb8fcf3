// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rivulet.http.route.Access;
import io.rivulet.http.route.Allowance;
import io.rivulet.http.route.Principal;
import io.rivulet.http.settings.UnusableSettings;
import io.rivulet.http.watch.WatchedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysFileTest {
    private static final String KEY = "0123456789abcdef";

    @TempDir
    Path folder;

    private Path write(String json) throws IOException {
        Path file = Files.writeString(folder.resolve("keys.json"), json);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private static WatchedFile<StaticKeys> open(Path file) {
        return new WatchedFile<>(file, KeysFile.MAX_BYTES, KeysFile::read);
    }

    @Test
    void aKeyStandsForItsPrincipalWithTheMostOfItsRoles() throws IOException {
        StaticKeys keys = open(write("{\"keys\":[{\"key\":\"" + KEY
                        + "\",\"principal\":\"ann\",\"roles\":[\"user\",\"admin\"],\"requests_per_hour\":10,\"streams\":1},"
                        + "{\"key_sha256\":\"" + sha256("fedcba9876543210")
                        + "\",\"principal\":\"bob\",\"roles\":[\"operator\"]}]}"))
                .now();
        assertThat(keys.find(Fingerprint.of(KEY)))
                .isEqualTo(new Principal(
                        "ann",
                        Access.ADMIN,
                        new Allowance(OptionalLong.of(10), OptionalLong.of(1), OptionalLong.empty())));
        assertThat(keys.find(Fingerprint.of("fedcba9876543210"))).isEqualTo(new Principal("bob", Access.OPERATOR));
        assertThat(keys.find(Fingerprint.of(KEY + "0"))).isNull();
        assertThat(keys.notices()).isEmpty();
    }

    @Test
    void keysOfOnePrincipalHaveTheLargestOfTheirLimitsTogether() throws IOException {
        String key = "{\"key\":\"%s\",\"principal\":\"ann\",\"roles\":[\"user\"]%s}";
        StaticKeys keys = open(write("{\"keys\":["
                        + String.join(
                                ",",
                                key.formatted(KEY, ",\"requests_per_hour\":10,\"streams\":3"),
                                key.formatted("fedcba9876543210", ",\"requests_per_hour\":20"),
                                key.formatted("0011223344556677", ""))
                        + "]}"))
                .now();
        var together = new Allowance(OptionalLong.of(20), OptionalLong.of(3), OptionalLong.empty());
        for (String each : List.of(KEY, "fedcba9876543210", "0011223344556677")) {
            assertThat(keys.find(Fingerprint.of(each))).isEqualTo(new Principal("ann", Access.USER, together));
        }
        assertThat(keys.allowanceOf("ann")).isEqualTo(together);
        assertThat(keys.allowanceOf("bob")).isEqualTo(Allowance.NONE);
    }

    private static String sha256(String text) {
        return java.util.HexFormat.of().formatHex(Fingerprint.of(text).bytes());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"keys\":",
                "[]",
                "{}",
                "{\"keys\":[{}]}",
                "{\"keys\":[{\"key\":\"0123456789abcdef\",\"roles\":[\"user\"]}]}",
                "{\"keys\":[{\"key\":\"0123456789abcdef\",\"principal\":\"\",\"roles\":[\"user\"]}]}",
                "{\"keys\":[{\"key\":\"0123456789abcdef\",\"principal\":\"a\\nb\",\"roles\":[\"user\"]}]}",
                "{\"keys\":[{\"key\":\"0123456789abcdef\",\"principal\":\"ann\"}]}",
                "{\"keys\":[{\"key\":\"0123456789abcdef\",\"principal\":\"ann\",\"roles\":[]}]}",
                "{\"keys\":[{\"key\":\"0123456789abcdef\",\"principal\":\"ann\",\"roles\":[\"root\"]}]}",
                "{\"keys\":[{\"key\":\"0123456789abcdef\",\"principal\":\"ann\",\"roles\":\"user\"}]}",
                "{\"keys\":[{\"key\":\"short\",\"principal\":\"ann\",\"roles\":[\"user\"]}]}",
                "{\"keys\":[{\"key\":\"0123456789 abcdef\",\"principal\":\"ann\",\"roles\":[\"user\"]}]}",
                "{\"keys\":[{\"key\":\"0123456789abcdef\",\"key_sha256\":\"00\",\"principal\":\"ann\",\"roles\":[\"user\"]}]}",
                "{\"keys\":[{\"key_sha256\":\"0123456789abcdef\",\"principal\":\"ann\",\"roles\":[\"user\"]}]}",
                "{\"keys\":[{\"key\":\"0123456789abcdef\",\"principal\":\"ann\",\"roles\":[\"user\"],\"streams\":-1}]}",
                "{\"keys\":[{\"key\":\"0123456789abcdef\",\"principal\":\"ann\",\"roles\":[\"user\"],\"streams\":1.5}]}",
                "{\"keys\":[{\"key\":\"0123456789abcdef\",\"principal\":\"ann\",\"roles\":[\"user\"],\"streams\":0}]}",
                "{\"keys\":[{\"key\":\"0123456789abcdef\",\"principal\":\"ann\",\"roles\":[\"user\"],\"streams\":1000001}]}",
                "{\"keys\":[{\"key\":\"0123456789abcdef\",\"principal\":\"ann\",\"roles\":[\"user\"],\"sessions\":0}]}",
                "{\"keys\":[{\"key\":\"0123456789abcdef\",\"principal\":\"ann\",\"roles\":[\"user\"],\"requests_per_hour\":0}]}",
                "{\"keys\":[{\"key\":\"0123456789abcdef\",\"principal\":\"ann\",\"roles\":[\"user\"],\"requests_per_hour\":100000001}]}",
                "{\"keys\":[{\"key\":\"0123456789abcdef\",\"principal\":\"ann\",\"roles\":[\"user\"],\"requests_per_hour\":99999999999999999999}]}",
                "{\"keys\":[{\"key\":\"0123456789abcdef\",\"principal\":\"ann\",\"roles\":[\"user\"]},"
                        + "{\"key\":\"0123456789abcdef\",\"principal\":\"bob\",\"roles\":[\"user\"]}]}",
            })
    void whatIsWrongIsToldByItsPlaceAndNeverByTheKey(String json) throws IOException {
        Path file = write(json);
        assertThatThrownBy(() -> open(file))
                .isInstanceOf(UnusableSettings.class)
                .hasMessageContaining(file.toString())
                .hasMessageNotContaining("0123456789");
    }

    @Test
    void aLimitWithATypoIsTold() throws IOException {
        StaticKeys keys = open(write("{\"keys\":[{\"key\":\"" + KEY
                        + "\",\"principal\":\"ann\",\"roles\":[\"user\"],\"request_per_hour\":10}]}"))
                .now();
        assertThat(keys.notices()).singleElement().asString().contains("/keys/0", "requests_per_hour");
    }

    @Test
    void onlyItsOwnerMayReadIt() throws IOException {
        Path file = write("{\"keys\":[]}");
        assertThat(open(file).now().size()).isZero();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        assertThat(open(file).now().size()).isZero();
        for (String others : new String[] {"rw-r-----", "rw----r--", "rw--w----"}) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(others));
            assertThatThrownBy(() -> open(file))
                    .isInstanceOf(UnusableSettings.class)
                    .hasMessageContaining("chmod 600 " + file);
        }
    }

    @Test
    void aChangedFileIsReadAndABrokenOneLeavesTheOldKeys() throws IOException {
        String ann = "{\"key\":\"" + KEY + "\",\"principal\":\"ann\",\"roles\":[\"user\"]}";
        Path file = write("{\"keys\":[" + ann + "]}");
        WatchedFile<StaticKeys> watched = open(file);
        assertThat(watched.look()).isFalse();
        for (String broken : new String[] {"{\"keys\":[", "", "{\"keys\":[{}]}"}) {
            Files.writeString(file, broken);
            assertThat(watched.look()).isFalse();
            assertThat(watched.now().size()).isOne();
        }
        Files.delete(file);
        assertThat(watched.look()).isFalse();
        assertThat(watched.now().find(Fingerprint.of(KEY))).isNotNull();
        write("{\"keys\":[]}");
        assertThat(watched.look()).isTrue();
        assertThat(watched.now().find(Fingerprint.of(KEY))).isNull();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        Files.writeString(file, "{\"keys\":[" + ann + "]}");
        assertThat(watched.look()).as("anybody could have written it").isFalse();
        assertThat(watched.now().size()).isZero();
    }
}
