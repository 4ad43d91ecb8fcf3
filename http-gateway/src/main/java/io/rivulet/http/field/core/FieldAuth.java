// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Judges an `auth` message: its time, its key, its signature.
/// **Thread** any. **Source** RFC 2104 (HMAC), FIPS 180-4 (SHA-256).
///
/// @param keyRequired whether a key has to be one of `keys`; without it any key is taken
/// @param signatureRequired whether one has to be there
public record FieldAuth(FieldKeys keys, boolean keyRequired, boolean signatureRequired) {
    /// A message that is older, or comes from further ahead, is refused.
    public static final long WINDOW_MILLIS = 300_000;

    private static final String ALGORITHM = "HmacSHA256";
    private static final byte[] NO_KEY = {0};

    /// What an `auth` message says.
    public record Credentials(
            String key, double timestamp, @Nullable String signature) {
        /// Whole milliseconds: what is signed.
        String signed() {
            return new BigDecimal(timestamp).setScale(0, RoundingMode.DOWN).toPlainString();
        }
    }

    /// What comes of it.
    public sealed interface Verdict {
        /// @param keyId the key, in a form that may be shown
        /// @param once what must not be heard a second time within the window, or null where anybody may
        ///     come in
        record Known(String keyId, boolean signed, @Nullable String once) implements Verdict {}

        record Refused() implements Verdict {}
    }

    public Verdict judge(Credentials said, double nowMillis) {
        double age = Math.abs(nowMillis - said.timestamp());
        // Written so that NaN is refused too.
        boolean fresh = said.timestamp() >= 0 && age <= WINDOW_MILLIS;
        if (!fresh) {
            return new Verdict.Refused();
        }
        String keyId = keyRequired ? keys.idOf(said.key()) : FieldKeys.id(said.key());
        String signature = said.signature();
        boolean signed = signature != null && holds(signature, said);
        if (keyId == null || signature != null && !signed || signatureRequired && !signed) {
            return new Verdict.Refused();
        }
        return new Verdict.Known(keyId, signed, keyRequired ? keyId + ":" + said.signed() + ":" + signed : null);
    }

    private static boolean holds(String signature, Credentials said) {
        byte[] expected = sign(said.key(), said.signed()).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(
                expected, signature.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
    }

    /// Lower-case hexadecimal HMAC-SHA256 of `text` under `key`.
    public static String sign(String key, String text) {
        byte[] secret = key.getBytes(StandardCharsets.UTF_8);
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            // HMAC fills short keys up with zeros, so this one is the empty key, which the JDK does not take.
            mac.init(new SecretKeySpec(secret.length == 0 ? NO_KEY : secret, ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
