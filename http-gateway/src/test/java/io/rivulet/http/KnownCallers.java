// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import io.rivulet.http.settings.GatewaySettings;
import io.rivulet.http.settings.Limit;
import io.rivulet.http.settings.LimitSettings;
import io.rivulet.http.settings.ProxyHeader;
import io.rivulet.http.settings.SecuritySettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Two users, an operator and an admin, by a keys file.
final class KnownCallers {
    static final String ALICE = "alice-key-0123456789abcdef";
    static final String BOB = "bob-key-0123456789abcdef";
    static final String OPERATOR = "operator-key-0123456789abcdef";
    static final String ADMIN = "admin-key-0123456789abcdef";
    static final Map<String, String> ALL = Map.of(ALICE, "user", BOB, "user", OPERATOR, "operator", ADMIN, "admin");

    private KnownCallers() {}

    /// The part of the key before its first dash is the principal.
    static Path file(Map<String, String> roleByKey) {
        try {
            Path file = Files.createTempFile("keys", ".json");
            file.toFile().deleteOnExit();
            write(file, roleByKey);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// In one step, as an operator should.
    static void write(Path file, Map<String, String> roleByKey) throws IOException {
        String keys = roleByKey.entrySet().stream()
                .map(each -> "{\"key\":\"" + each.getKey() + "\",\"principal\":\"" + principal(each.getKey())
                        + "\",\"roles\":[\"" + each.getValue() + "\"]}")
                .collect(Collectors.joining(","));
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.deleteIfExists(next);
        Files.createFile(next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(next, "{\"keys\":[" + keys + "]}");
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    static String principal(String key) {
        return key.substring(0, key.indexOf('-'));
    }

    /// Tests call more than people do.
    private static final LimitSettings GENEROUS = new LimitSettings(
            Arrays.stream(Limit.values()).collect(Collectors.toMap(limit -> limit, Limit::most)),
            List.of(),
            ProxyHeader.X_FORWARDED_FOR);

    static GatewaySettings settings() {
        return GatewaySettings.defaults()
                .limits(GENEROUS)
                .secured(SecuritySettings.OFF.keys(file(ALL)).reload(Duration.ofMillis(50)));
    }

    static String[] bearer(String key) {
        return new String[] {"Authorization", "Bearer " + key};
    }
}
