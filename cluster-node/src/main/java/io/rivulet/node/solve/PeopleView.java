// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.solve;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.node.console.Console;
import io.rivulet.numerics.incremental.ErrorBound;
import io.rivulet.numerics.linalg.DenseVector;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/// A few sentences on stdout; while it lasts, and somebody watches, a progress bar on stderr whose length is the
/// part of
/// the way from the first residual to the tolerance, on a logarithmic scale.
final class PeopleView implements SolveView {
    private static final long WHOLE_BAR = 1000;
    private static final int REFRESH_MILLIS = 200;
    private static final int SHORT_X = 10;

    private final Console console;
    private final double tolerance;
    private @Nullable ProgressBar bar;
    private double firstResidual = Double.NaN;

    PeopleView(Console console, double tolerance) {
        this.console = console;
        this.tolerance = tolerance;
    }

    @Override
    public void line(byte[] json, SolveLine line) {
        switch (line) {
            case SolveLine.Opened opened -> opened(opened);
            case SolveLine.Iterate iterate -> iterate(iterate);
            case SolveLine.Solved solved -> solved(solved);
            case SolveLine.Failed failed -> note((failed.fatal() ? "error: " : "warning: ") + failed.problem());
            case SolveLine.Closed _, SolveLine.Other _ -> {}
        }
    }

    private void opened(SolveLine.Opened opened) {
        print(String.format(
                Locale.ROOT,
                "%d unknowns, %d entries; %s%s: %s",
                opened.rows(),
                opened.nnz(),
                opened.method(),
                "none".equals(opened.preconditioner()) ? "" : " with " + opened.preconditioner(),
                opened.reason()));
        for (JsonNode warning : opened.warnings()) {
            note("warning: " + (warning.isTextual() ? warning.asText() : warning.toString()));
        }
        if (console.terminal()) {
            bar = new ProgressBarBuilder()
                    .setTaskName("solving")
                    .setInitialMax(WHOLE_BAR)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(REFRESH_MILLIS)
                    .setConsumer(new ConsoleProgressBarConsumer(console.err()))
                    .build();
        }
    }

    private void iterate(SolveLine.Iterate iterate) {
        if (bar == null) {
            return;
        }
        if (Double.isNaN(firstResidual)) {
            firstResidual = iterate.residual();
        }
        double way = Math.log(firstResidual / iterate.residual()) / Math.log(firstResidual / tolerance);
        long part = Double.isFinite(way) ? Math.clamp(Math.round(way * WHOLE_BAR), 0, WHOLE_BAR) : 0;
        bar.stepTo(part);
        bar.setExtraMessage(String.format(
                Locale.ROOT,
                " residual %.1e, rate %.3f, iteration %d",
                iterate.residual(),
                iterate.rate(),
                iterate.iteration()));
    }

    private void solved(SolveLine.Solved solved) {
        closeBar();
        print(String.format(
                Locale.ROOT,
                "%s (%s) after %d iterations and %s: relative residual %.2e%s",
                solved.verified() ? "solved and verified" : "NOT solved to the tolerance",
                solved.stopReason(),
                solved.iterations(),
                seconds(solved.elapsedMs()),
                solved.residual(),
                bound(solved)));
        DenseVector x = solved.x();
        if (x != null && x.size() <= SHORT_X) {
            StringBuilder text = new StringBuilder("x =");
            for (double value : x.values()) {
                text.append(' ').append(value);
            }
            print(text.toString());
        }
    }

    private static String bound(SolveLine.Solved solved) {
        Double bound = solved.bound();
        if (bound == null) {
            return "";
        }
        boolean certified = solved.boundKind().equals(ErrorBound.Kind.CERTIFIED.wireName());
        return String.format(
                Locale.ROOT,
                certified
                        ? ", every entry within %.1e (certified)"
                        : ", error of an entry about %.1e at most (estimated)",
                bound);
    }

    private static String seconds(double millis) {
        return millis < 1000
                ? String.format(Locale.ROOT, "%.0f ms", millis)
                : String.format(Locale.ROOT, "%.1f s", millis / 1000);
    }

    private void print(String text) {
        console.out().println(text);
        console.out().flush();
    }

    @Override
    public void closed(byte[] json, @Nullable SolveSummary summary) {
        closeBar();
        if (summary != null) {
            summary.lines().forEach(this::print);
        }
    }

    @Override
    public void note(String text) {
        closeBar();
        console.out().flush();
        console.err().println(text);
    }

    private void closeBar() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }

    @Override
    public void close() {
        closeBar();
        console.out().flush();
    }
}
