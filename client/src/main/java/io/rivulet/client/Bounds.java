// SPDX-License-Identifier: Apache-2.0
package io.rivulet.client;

import java.time.Duration;

/// What nothing here goes beyond.
public final class Bounds {
    public static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
    public static final Duration ANSWER_WITHIN = Duration.ofSeconds(90);
    /// A stream says something each 15 s; one that is silent for three times as long is taken for cut.
    public static final Duration SILENCE = Duration.ofSeconds(45);

    public static final int LINE_BYTES = 256 << 20;
    public static final int PROBLEM_BYTES = 64 << 10;
    /// Updates of one open request that wait for their acknowledgement: fewer than the 1,024 that a server remembers
    /// of a source.
    public static final int UNACKNOWLEDGED = 512;

    private Bounds() {}
}
