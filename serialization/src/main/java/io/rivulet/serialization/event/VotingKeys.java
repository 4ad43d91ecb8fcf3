// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import java.security.PublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// Public keys of voters: Ed25519, 32 bytes (RFC 8032), in lower-case hex.
/// **Thread** any.
public final class VotingKeys {
    public static final int BYTES = 32;

    /// Bytes of a signature.
    public static final int SIGNATURE_BYTES = 64;

    private static final HexFormat HEX = HexFormat.of();

    /// The form of a public key around its 32 bytes (RFC 8410).
    private static final byte[] X509_PREFIX = HEX.parseHex("302a300506032b6570032100");

    private VotingKeys() {}

    /// The key itself out of its 32 bytes, or out of an X.509 form of them.
    /// **Errors** what is neither throws [IllegalArgumentException].
    public static byte[] raw(byte[] given) {
        boolean x509 = given.length == X509_PREFIX.length + BYTES
                && Arrays.equals(given, 0, X509_PREFIX.length, X509_PREFIX, 0, X509_PREFIX.length);
        if (!x509 && given.length != BYTES) {
            throw new IllegalArgumentException(given.length + " bytes, not " + BYTES);
        }
        return Arrays.copyOfRange(given, given.length - BYTES, given.length);
    }

    /// Whether this is the hex of a key that one party alone can sign for: a point of the subgroup of prime order.
    /// **Cost** about 0.1 ms.
    public static boolean isKey(String hex) {
        try {
            byte[] raw = HEX.parseHex(hex);
            return raw.length == BYTES && HEX.formatHex(raw).equals(hex) && Ed25519.validatePublicKeyFull(raw, 0);
        } catch (IllegalArgumentException noHex) {
            return false;
        }
    }

    /// Whether `signature` is that key's over these bytes; what is no key or no signature is not. **Cost** about
    /// 0.1 ms.
    public static boolean isSignedBy(String publicKey, byte[] statement, String signature) {
        try {
            byte[] key = HEX.parseHex(publicKey);
            byte[] signed = HEX.parseHex(signature);
            return key.length == BYTES
                    && signed.length == SIGNATURE_BYTES
                    && Ed25519.verify(signed, 0, key, 0, statement, 0, statement.length);
        } catch (IllegalArgumentException notOne) {
            return false;
        }
    }

    /// Out of a key of `java.security`, as hex.
    public static String hexOf(PublicKey key) {
        return HEX.formatHex(raw(key.getEncoded()));
    }
}
