// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import java.util.UUID;
import org.apache.pekko.cluster.sharding.typed.HashCodeMessageExtractor;

/// In which shard a session is: the same at every node and in every version, since nodes of two versions meet in a
/// rolling update.
final class SessionShards {
    /// Architecture D9.
    static final int NUMBER = 128;

    private static final HashCodeMessageExtractor<SessionCommand> EXTRACTOR = new HashCodeMessageExtractor<>(NUMBER);

    private SessionShards() {}

    static HashCodeMessageExtractor<SessionCommand> extractor() {
        return EXTRACTOR;
    }

    static String of(UUID session) {
        return EXTRACTOR.shardId(session.toString());
    }
}
