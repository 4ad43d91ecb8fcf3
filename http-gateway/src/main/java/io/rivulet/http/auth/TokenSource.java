// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.auth;

import java.util.concurrent.CompletionStage;

/// Knows whose some tokens are.
interface TokenSource {
    /// Whether it is this source that has the say about `token`, as it looks.
    boolean decides(String token);

    /// **Errors** `auth_unavailable` where it can't be found out now.
    CompletionStage<Verdict> judge(String token);
}
