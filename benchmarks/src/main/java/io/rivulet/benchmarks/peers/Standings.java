// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.peers;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Our time beside the best peer's, the cases that we lose by most first.
final class Standings {
    private Standings() {}

    private record Row(Case asked, Result ours, @Nullable Result best, long failed, int field) {
        /// Below 1 we are faster; a case that only we solve is won, one that we fail lost, by any measure.
        double ratio() {
            Result peer = best;
            return !ours.solved() ? Double.POSITIVE_INFINITY : peer == null ? 0 : ours.seconds() / peer.seconds();
        }
    }

    static String table(List<Result> results) {
        StringBuilder text = new StringBuilder(
                "\n| problem | to | ours s | way | and its bound | best peer | s | ours ÷ best | failed |\n|---|---|---|---|---|---|---|---|---|\n");
        results.stream()
                .map(Result::asked)
                .distinct()
                .map(asked -> row(asked, results))
                .sorted(Comparator.comparingDouble(Row::ratio).reversed())
                .forEach(row -> text.append(said(row)));
        return text.toString();
    }

    private static Row row(Case asked, List<Result> results) {
        List<Result> field =
                results.stream().filter(r -> r.asked().equals(asked)).toList();
        Result best = field.stream()
                .filter(r -> r.solved() && !r.ours())
                .min(Comparator.comparingDouble(Result::seconds))
                .orElse(null);
        long failed = field.stream().filter(r -> !r.solved()).count();
        return new Row(asked, field.getFirst(), best, failed, field.size());
    }

    private static String said(Row row) {
        Result ours = row.ours();
        Result best = row.best();
        return String.format(
                Locale.ROOT,
                "| %s | %.0e | %s | %s | %s | %s | %s | %s | %d of %d |%n",
                row.asked().problem(),
                row.asked().rtol(),
                ours.solved() ? seconds(ours.seconds()) : "failed: " + ours.fault(),
                ours.told().path("way").asText(),
                ours.solved() ? seconds(ours.median(Result.Run::bound)) : "–",
                best == null ? "–" : best.contestant(),
                best == null ? "–" : seconds(best.seconds()),
                best == null || !ours.solved() ? "–" : String.format(Locale.ROOT, "%.2f", row.ratio()),
                row.failed(),
                row.field());
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, seconds < 0.1 ? "%.4f" : "%.3f", seconds);
    }
}
