// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Lets its bearer read one session's stream until it expires:
/// `<expiry, epoch seconds>.<hex HMAC-SHA256(secret of the session, session id + expiry)>`.
public final class ResumeToken {
    public static final long LIFE_SECONDS = 3_600;

    private static final String ALGORITHM = "HmacSHA256";
    private static final int LONGEST = 100;

    private ResumeToken() {}

    /// @param secretHex `tokenSecret` of the session
    public static String issue(String secretHex, UUID session, long expirySeconds) {
        return expirySeconds + "." + HexFormat.of().formatHex(sign(secretHex, session, expirySeconds));
    }

    /// True if `token` was issued for this session and has not expired. Compares in constant time; anything malformed
    /// is just not valid.
    public static boolean valid(String secretHex, UUID session, String token, long nowSeconds) {
        int dot = token.indexOf('.');
        if (dot < 1 || token.length() > LONGEST) {
            return false;
        }
        try {
            long expiry = Long.parseLong(token, 0, dot, 10);
            byte[] given = HexFormat.of().parseHex(token, dot + 1, token.length());
            return MessageDigest.isEqual(given, sign(secretHex, session, expiry)) && nowSeconds < expiry;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static byte[] sign(String secretHex, UUID session, long expirySeconds) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(HexFormat.of().parseHex(secretHex), ALGORITHM));
            return mac.doFinal((session.toString() + expirySeconds).getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
