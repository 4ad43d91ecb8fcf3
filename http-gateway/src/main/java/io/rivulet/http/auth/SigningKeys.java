// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.auth;

import com.nimbusds.jose.jwk.JWKSet;
import java.util.concurrent.CompletionStage;

/// The keys that an issuer signs tokens with.
interface SigningKeys {
    /// **Errors** `auth_unavailable` where none were ever seen.
    CompletionStage<JWKSet> now();

    /// Newer ones than `seen`, where a token names a key that is not in it; `seen` where there are none. Looks at most
    /// once in a while. **Errors** `auth_unavailable` where that can't be found out.
    CompletionStage<JWKSet> after(JWKSet seen);
}
