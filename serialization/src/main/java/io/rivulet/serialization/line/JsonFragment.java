// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.line;

import java.util.Arrays;

/// A JSON value already encoded (UTF-8), made on a compute thread so that actors never format numbers in bulk.
public final class JsonFragment {
    private final byte[] bytes;

    private JsonFragment(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Takes the array over.
    public static JsonFragment adopt(byte[] bytes) {
        return new JsonFragment(bytes);
    }

    public byte[] bytes() {
        return bytes;
    }

    public int size() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonFragment that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
