// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.alert.core.Alert;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// A node was lost and its sessions have been taken over, but for `left` of them, of which nobody knows when.
///
/// @param sessions that it had and that have to run
/// @param seconds since the node fell silent
record NodeLost(String node, long sessions, long left, double seconds) {
    private static final Logger log = LoggerFactory.getLogger("io.rivulet.event");

    /// Under `io.rivulet.event`, and as an alert.
    void tell(NodeMeters meters) {
        meters.lostNodes.inc();
        meters.telemetry
                .alerts()
                .raise(
                        Alert.NODE_LOST,
                        "node " + node,
                        "sessions=" + sessions + " left=" + left + " seconds=" + seconds);
        log();
    }

    void log() {
        log.atLevel(left == 0 ? Level.INFO : Level.WARN)
                .log("node_lost node={} sessions={} left={} seconds={}", node, sessions, left, seconds);
    }
}
