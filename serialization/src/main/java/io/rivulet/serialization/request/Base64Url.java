// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.io.IOException;
import java.util.Base64;

/// Bytes as text: RFC 4648 §5, padded or not.
final class Base64Url {
    private Base64Url() {}

    /// **Errors** `wrong_type`, `out_of_range`, `unsupported_value`.
    static byte[] read(JsonCursor c, int longest) throws IOException {
        String text = c.text(longest);
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException notOne) {
            throw Problem.of(ProblemCode.UNSUPPORTED_VALUE, c.pointer() + " is not base64url")
                    .at(c.pointer())
                    .hint("Send the bytes in base64url (RFC 4648, section 5): - and _ in the place of + and /.")
                    .exception();
        }
    }
}
