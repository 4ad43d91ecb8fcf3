// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.consensus;

import io.rivulet.numerics.linalg.DenseVector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The name of an x: SHA-256 of its entries as little-endian doubles, in hex.
public final class SolutionDigest {
    private static final int BLOCK = 1_024;

    private SolutionDigest() {}

    /// **Cost** about 1 ms a megabyte: on the compute pool.
    public static String of(DenseVector x) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
        ByteBuffer block = ByteBuffer.allocate(BLOCK * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < x.size(); from += BLOCK) {
            int count = Math.min(BLOCK, x.size() - from);
            block.clear();
            block.asDoubleBuffer().put(x.values(), from, count);
            digest.update(block.limit(count * Double.BYTES));
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
