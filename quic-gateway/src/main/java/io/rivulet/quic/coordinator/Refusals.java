// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.coordinator;

import io.rivulet.quic.cert.PeerCheck;
import io.rivulet.quic.cert.RefusalReason;
import java.security.cert.X509Certificate;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who was not let in and why: a line in the log and a count, and to whoever it was nothing.
/// **Thread** any.
public final class Refusals implements PeerCheck.Listener {
    private static final Logger log = LoggerFactory.getLogger(Refusals.class);

    private final Map<RefusalReason, LongAdder> counts = new EnumMap<>(RefusalReason.class);

    public Refusals() {
        for (RefusalReason reason : RefusalReason.values()) {
            counts.put(reason, new LongAdder());
        }
    }

    @Override
    public void refused(RefusalReason reason, X509Certificate certificate) {
        count(reason);
        log.warn(
                "agent refused reason={} subject={} issuer={} serial={}",
                reason.wireName(),
                certificate.getSubjectX500Principal(),
                certificate.getIssuerX500Principal(),
                certificate.getSerialNumber().toString(16));
    }

    void refused(RefusalReason reason, String agent, String remote) {
        count(reason);
        log.warn("agent refused reason={} agent={} remote={}", reason.wireName(), agent, remote);
    }

    private void count(RefusalReason reason) {
        counts.getOrDefault(reason, new LongAdder()).increment();
    }

    /// Counts by the names of reasons.
    public Map<String, Long> byReason() {
        Map<String, Long> all = new TreeMap<>();
        counts.forEach((reason, count) -> all.put(reason.wireName(), count.sum()));
        return all;
    }

    public long of(RefusalReason reason) {
        return counts.getOrDefault(reason, new LongAdder()).sum();
    }
}
