// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.settings;

import io.rivulet.actors.limit.core.Quota;
import java.util.Locale;

/// What may be limited of callers.
public enum Limit {
    /// Of a user, or of an address without one. A key that allows more an hour raises it, unless it was set.
    REQUESTS_PER_MINUTE(100, Quota.MAX_LIMIT),
    /// Of a user whose key says nothing else.
    USER_REQUESTS_PER_HOUR(1_000, Quota.MAX_LIMIT),
    /// Of an address without a user, in [#ADDRESS_WINDOW_SECONDS].
    ADDRESS_REQUESTS(100, Quota.MAX_LIMIT),
    /// Open at one time, of a user whose key says nothing else.
    USER_STREAMS(10, 1_000_000),
    /// Open at one time, of an address without a user.
    ADDRESS_STREAMS(5, 1_000_000),
    /// Not completed at one time, of a user whose key says nothing else.
    USER_SESSIONS(100, 1_000_000),
    /// Entries of updates in bodies of lines and at sockets, of this node.
    ENTRIES_PER_SECOND(50_000, Quota.MAX_LIMIT);

    public static final int ADDRESS_WINDOW_SECONDS = 300;

    private final int usual;
    private final int most;

    Limit(int usual, int most) {
        this.usual = usual;
        this.most = most;
    }

    /// What holds where nothing was set.
    public int usual() {
        return usual;
    }

    /// The largest that can be set.
    public int most() {
        return most;
    }

    /// As settings call it: `requests-per-minute`.
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
