// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a member of a swarm does for it. The order is part of the stored form.
public enum MemberRole {
    /// Tells what costs it observes.
    REPORTER,
    /// Checks solutions by itself and votes.
    VERIFIER,
    /// Computes, and votes like a verifier.
    SOLVER;

    /// Whether who has this role votes under its key.
    public boolean votes() {
        return this != REPORTER;
    }

    /// As on the wire.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<MemberRole> of(String wireName) {
        return Arrays.stream(values())
                .filter(role -> role.wireName().equals(wireName))
                .findFirst();
    }
}
