// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/// Public keys of voters: Ed25519, 32 bytes (RFC 8032), in lower-case hex.
/// **Thread** any.
public final class VotingKeys {
    public static final int BYTES = 32;

    /// Bytes of a signature.
    public static final int SIGNATURE_BYTES = 64;

    private static final String ALGORITHM = "Ed25519";
    private static final HexFormat HEX = HexFormat.of();

    /// The form of a public key around its 32 bytes (RFC 8410).
    private static final byte[] X509_PREFIX = HEX.parseHex("302a300506032b6570032100");

    /// Points whose order divides 8, without the sign of x: anybody can sign for them.
    private static final Set<String> ANYBODYS = Set.of(
            "00".repeat(32),
            "01" + "00".repeat(31),
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
            "ec" + "ff".repeat(30) + "7f");

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

    /// Whether this is the hex of a key that one party alone can sign for, as far as that can be seen. **Cost** about
    /// 0.2 ms.
    public static boolean isKey(String hex) {
        try {
            byte[] raw = HEX.parseHex(hex);
            if (raw.length != BYTES || !HEX.formatHex(raw).equals(hex)) {
                return false;
            }
            byte[] without = raw.clone();
            without[BYTES - 1] &= 0x7F;
            return !ANYBODYS.contains(HEX.formatHex(without)) && isPoint(raw);
        } catch (IllegalArgumentException noHex) {
            return false;
        }
    }

    /// The point is only looked at when a signature is checked against it.
    private static boolean isPoint(byte[] raw) {
        try {
            Signature check = Signature.getInstance(ALGORITHM);
            check.initVerify(publicKey(raw));
            boolean _ = check.verify(new byte[SIGNATURE_BYTES]);
            return true;
        } catch (InvalidKeyException noPoint) {
            return false;
        } catch (SignatureException noSignature) {
            return true;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
        }
    }

    /// Whether `signature` is that key's over these bytes; what is no key or no signature is not. **Cost** about
    /// 0.2 ms.
    public static boolean isSignedBy(String publicKey, byte[] statement, String signature) {
        try {
            Signature check = Signature.getInstance(ALGORITHM);
            check.initVerify(publicKey(HEX.parseHex(publicKey)));
            check.update(statement);
            return check.verify(HEX.parseHex(signature));
        } catch (GeneralSecurityException | IllegalArgumentException notOne) {
            return false;
        }
    }

    private static PublicKey publicKey(byte[] raw) throws GeneralSecurityException {
        byte[] encoded = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + raw.length);
        System.arraycopy(raw, 0, encoded, X509_PREFIX.length, raw.length);
        return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded));
    }

    /// Out of a key of `java.security`, as hex.
    public static String hexOf(PublicKey key) {
        return HEX.formatHex(raw(key.getEncoded()));
    }
}
