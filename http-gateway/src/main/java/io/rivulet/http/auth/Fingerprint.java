// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/// SHA-256 of a secret: what is kept of it.
final class Fingerprint {
    static final int BYTES = 32;

    private final byte[] sha256;

    private Fingerprint(byte[] sha256) {
        this.sha256 = sha256;
    }

    static Fingerprint of(String secret) {
        try {
            return new Fingerprint(
                    MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }

    /// **Errors** [IllegalArgumentException] where it is not 64 hexadecimal digits.
    static Fingerprint ofHex(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("not " + BYTES + " bytes");
        }
        return new Fingerprint(bytes);
    }

    byte[] bytes() {
        return sha256.clone();
    }

    /// In a time that does not depend on where they differ.
    @Override
    public boolean equals(Object other) {
        return other instanceof Fingerprint that && MessageDigest.isEqual(sha256, that.sha256);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sha256);
    }

    @Override
    public String toString() {
        return "Fingerprint";
    }
}
