// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.alert.core;

import java.util.ArrayList;
import java.util.List;

/// Reports that wait to be sent: with a critical one at once, else once a minute.
/// **Thread** one at a time. **Bounded by** [#KEPT] reports; what comes beyond is counted, and the count is sent.
public final class Outbox {
    public static final int KEPT = 100;
    public static final long PERIOD_MILLIS = 60_000;

    /// @param dropped reports that had no room since the batch before
    public record Batch(List<Report> reports, long dropped) {
        public Batch {
            reports = List.copyOf(reports);
        }

        public boolean isEmpty() {
            return reports.isEmpty() && dropped == 0;
        }
    }

    private static final Batch NOTHING = new Batch(List.of(), 0);

    private final List<Report> waiting = new ArrayList<>();
    private long dropped;
    private long sentMillis;
    private long restsUntilMillis = Long.MIN_VALUE;

    public Outbox(long epochMillis) {
        this.sentMillis = epochMillis;
    }

    /// Whether there was room.
    public boolean add(Report report) {
        for (int k = 0; k < waiting.size(); k++) {
            if (waiting.get(k).tellsOf(report)) {
                waiting.set(k, waiting.get(k).again(report));
                return true;
            }
        }
        boolean critical = report.alert().severity() == Severity.CRITICAL;
        if (waiting.size() >= KEPT && !(critical && makeRoom())) {
            dropped++;
            return false;
        }
        waiting.add(report);
        return true;
    }

    /// For a critical report one that is not gives way.
    private boolean makeRoom() {
        for (int k = waiting.size() - 1; k >= 0; k--) {
            if (waiting.get(k).alert().severity() != Severity.CRITICAL) {
                waiting.remove(k);
                dropped++;
                return true;
            }
        }
        return false;
    }

    /// What is to be sent now; an empty batch where nothing is.
    public Batch due(long epochMillis) {
        if (epochMillis < restsUntilMillis) {
            return NOTHING;
        }
        boolean critical = waiting.stream().anyMatch(each -> each.alert().severity() == Severity.CRITICAL);
        return critical || epochMillis - sentMillis >= PERIOD_MILLIS ? all(epochMillis) : NOTHING;
    }

    /// Everything that waits.
    public Batch all(long epochMillis) {
        Batch batch = new Batch(waiting, dropped);
        waiting.clear();
        dropped = 0;
        sentMillis = epochMillis;
        return batch;
    }

    /// A batch that did not arrive: it waits for a minute, critical ones too, behind what came meanwhile and as far as
    /// there is room.
    public void back(Batch batch, long epochMillis) {
        dropped += batch.dropped();
        batch.reports().forEach(this::add);
        restsUntilMillis = epochMillis + PERIOD_MILLIS;
    }
}
