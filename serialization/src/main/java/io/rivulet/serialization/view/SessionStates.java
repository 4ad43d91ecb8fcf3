// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.view;

import java.util.List;

/// The states of a session, as they are told.
public final class SessionStates {
    public static final List<String> NAMES = List.of(
            "opening",
            "solving",
            "converged",
            "paused",
            "live",
            "recovering",
            "waiting_for_memory",
            "passive",
            "failed",
            "closed",
            "expired");

    private SessionStates() {}
}
