// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.work;

/// Why a task can't be done by anybody, in words for who sent it.
public final class WorkException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public WorkException(String message) {
        super(message);
    }
}
