// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The keys that open field streams, as SHA-256 digests. Shows none of them.
/// **Thread** any.
public final class FieldKeys {
    private static final int ID_BYTES = 4;
    private static final int NAME_BYTES = 16;

    private final List<byte[]> digests;

    public FieldKeys(Collection<String> keys) {
        digests = keys.stream().distinct().map(FieldKeys::digest).toList();
    }

    public boolean isEmpty() {
        return digests.isEmpty();
    }

    public int size() {
        return digests.size();
    }

    /// The id of the key that `presented` is, or null. Takes as long for every key, whichever it is.
    public @Nullable String idOf(String presented) {
        byte[] digest = digest(presented);
        int found = 0;
        for (byte[] each : digests) {
            found |= MessageDigest.isEqual(each, digest) ? 1 : 0;
        }
        return found == 0 ? null : id(digest);
    }

    /// What a key is called where it must not be shown: the beginning of its digest.
    public static String id(String key) {
        return id(digest(key));
    }

    /// A name for `text` that says nothing about it.
    static String digestOf(String text) {
        return HexFormat.of().formatHex(digest(text), 0, NAME_BYTES);
    }

    private static String id(byte[] digest) {
        return HexFormat.of().formatHex(digest, 0, ID_BYTES);
    }

    private static byte[] digest(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
