// SPDX-License-Identifier: Apache-2.0
package io.rivulet.client;

import org.jspecify.annotations.Nullable;

/// No answer, or half of one, after all attempts. What was asked may have been done.
public final class ConnectionLost extends RuntimeException {
    ConnectionLost(String what, @Nullable Throwable cause) {
        super(what, cause);
    }
}
