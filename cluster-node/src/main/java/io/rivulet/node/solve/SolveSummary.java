// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.solve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.numerics.incremental.BoundRefinement;
import io.rivulet.numerics.incremental.Conditioning;
import io.rivulet.numerics.incremental.ErrorBound;
import io.rivulet.numerics.linalg.DenseVector;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a person has to know to trust an answer, in words and as JSON. It says what is proved, what is estimated, and
/// what is not known and why.
///
/// @param facts null where a server solved
/// @param command repeats the solve
record SolveSummary(
        SolveLine.Solved solved, double tolerance, @Nullable SolveFacts facts, String command) {
    private static final double LEAST_RELATIVE_ERROR = 0x1p-53;

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(line(
                "relative residual",
                "%.1e, recomputed from A, b and x; asked %s",
                solved.residual(),
                shortest(tolerance)));
        SolveFacts f = facts;
        lines.add(
                f == null
                        ? line("backward error", "%.1e", solved.backwardError())
                        : line(
                                "backward error",
                                "%.1e (of A and b as a whole), %.1e (of each entry)",
                                solved.backwardError(),
                                f.componentwiseBackwardError()));
        lines.add(line("error bound", "%s", bound()));
        if (f != null) {
            RefinedBound refined = f.refined();
            if (refined != null) {
                lines.add(line("refined bound", "%s", refined(refined)));
            }
            lines.add(line("condition", "%s", condition(f.conditioning())));
            lines.add(line(
                    "time",
                    "read %s, set-up %s, solve %s, verify %s%s",
                    time(f.read()),
                    time(f.setUp()),
                    time(f.solve()),
                    time(f.verify()),
                    refined == null ? "" : ", refine " + time(refined.millis())));
            lines.add(line("memory", "%s at most for the solve", bytes(f.memoryBytes())));
        }
        lines.add(line("repeat", "%s", command));
        return lines;
    }

    private static String line(String name, String format, Object... values) {
        return String.format(Locale.ROOT, "  %-18s", name) + String.format(Locale.ROOT, format, values);
    }

    /// `1e-8`, not `1.0E-8`.
    static String shortest(double number) {
        return Double.toString(number).replace(".0E", "e").replace("E", "e").replaceFirst("\\.0$", "");
    }

    private boolean certified() {
        return solved.boundKind().equals(ErrorBound.Kind.CERTIFIED.wireName());
    }

    private double largestX() {
        if (facts != null) {
            return facts.largestX();
        }
        DenseVector x = solved.x();
        double largest = x == null ? Double.NaN : 0.0;
        if (x != null) {
            for (double value : x.values()) {
                largest = Math.max(largest, Math.abs(value));
            }
        }
        return largest;
    }

    /// Decimal digits of the largest entry that a bound leaves; −1 where it says nothing of them.
    private int digits(@Nullable Double bound) {
        double relative = bound == null ? Double.NaN : bound / largestX();
        return relative < 1 ? (int) Math.floor(-Math.log10(Math.max(relative, LEAST_RELATIVE_ERROR))) : -1;
    }

    private String bound() {
        Double bound = solved.bound();
        if (bound == null && !solved.verified()) {
            return "none: a proof is looked for when the solve has reached its end" + rule();
        }
        if (bound == null) {
            return "none: nothing was found that proves one (no weights make the diagonal of A dominate)" + rule();
        }
        String size = String.format(Locale.ROOT, "every entry within %.1e, the largest is %.1e", bound, largestX());
        if (!certified()) {
            return "not proved; estimated by conjugate gradients: " + size;
        }
        int digits = digits(bound);
        return digits > 0
                ? atLeast(digits) + size + " (proved for the stored numbers)"
                : size + " (proved, but it leaves no digit)";
    }

    private static String atLeast(int digits) {
        return "at least " + digits + (digits == 1 ? " digit: " : " digits: ");
    }

    private String refined(RefinedBound refined) {
        BoundRefinement.Enclosure found = refined.enclosure();
        if (found == null) {
            return "none: " + refined.why();
        }
        int digits = digits(found.upper().value());
        return (digits > 0 ? atLeast(digits) : "")
                + String.format(
                        Locale.ROOT,
                        "the largest error is between %.1e and %.1e (proved for the stored numbers)",
                        found.lower(),
                        found.upper().value())
                + (refined.why().isEmpty() ? "" : "; no closer, " + refined.why());
    }

    /// To first order the relative error is at most about condition times backward error (Higham 2002, 7.1).
    private String rule() {
        if (facts != null && facts.conditioning() instanceof Conditioning.Estimate estimate) {
            double error = estimate.value() * Math.max(solved.backwardError(), LEAST_RELATIVE_ERROR);
            return String.format(Locale.ROOT, "; condition × backward error suggests a relative error of %.0e", error);
        }
        return "";
    }

    private static String condition(Conditioning known) {
        return switch (known) {
            case Conditioning.Estimate e ->
                String.format(Locale.ROOT, "about %.1e (%s-norm, from the %s)", e.value(), e.norm(), e.basis());
            case Conditioning.AtMost m ->
                String.format(Locale.ROOT, "at most %.1e (%s-norm, proved by the %s)", m.value(), m.norm(), m.basis());
            case Conditioning.AtLeast l ->
                String.format(
                        Locale.ROOT,
                        "at least %.1e (%s-norm, seen by %s); no upper bound",
                        l.value(),
                        l.norm(),
                        l.basis());
            case Conditioning.Unknown u -> "not estimated: " + u.why();
        };
    }

    private static String time(double millis) {
        return millis < 10
                ? String.format(Locale.ROOT, "%.1f ms", millis)
                : millis < 1000
                        ? String.format(Locale.ROOT, "%.0f ms", millis)
                        : String.format(Locale.ROOT, "%.1f s", millis / 1000);
    }

    static String bytes(long bytes) {
        return bytes < 1_000_000
                ? String.format(Locale.ROOT, "%.0f kB", bytes / 1e3)
                : bytes < 1_000_000_000
                        ? String.format(Locale.ROOT, "%.0f MB", bytes / 1e6)
                        : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }

    void write(ObjectNode json) {
        number(json, "residual_norm", solved.residual());
        number(json, "tolerance", tolerance);
        number(json, "backward_error", solved.backwardError());
        Double bound = solved.bound();
        number(json, "error_bound", bound == null ? Double.NaN : bound);
        json.put("error_bound_kind", solved.boundKind());
        if (certified() && digits(bound) > 0) {
            json.put("certified_digits", digits(bound));
        } else {
            json.putNull("certified_digits");
        }
        SolveFacts f = facts;
        if (f != null) {
            number(json, "componentwise_backward_error", f.componentwiseBackwardError());
            write(json.putObject("condition"), f.conditioning());
            ObjectNode time = json.putObject("time_ms");
            number(time, "read", f.read());
            number(time, "set_up", f.setUp());
            number(time, "solve", f.solve());
            number(time, "verify", f.verify());
            RefinedBound refined = f.refined();
            if (refined != null) {
                number(time, "refine", refined.millis());
                write(json.putObject("refined_bound"), refined);
            }
            json.put("memory_bytes", f.memoryBytes());
        }
        json.put("command", command);
    }

    private void write(ObjectNode json, RefinedBound refined) {
        BoundRefinement.Enclosure found = refined.enclosure();
        if (found != null) {
            number(json, "lower", found.lower());
            number(json, "upper", found.upper().value());
            json.put("certificate", found.upper().certificate());
            int digits = digits(found.upper().value());
            if (digits > 0) {
                json.put("certified_digits", digits);
            } else {
                json.putNull("certified_digits");
            }
        }
        if (!refined.why().isEmpty()) {
            json.put("why", refined.why());
        }
    }

    private static void write(ObjectNode json, Conditioning known) {
        switch (known) {
            case Conditioning.Estimate e -> write(json, "estimate", e.value(), e.norm(), e.basis());
            case Conditioning.AtMost m -> write(json, "at_most", m.value(), m.norm(), m.basis());
            case Conditioning.AtLeast l -> write(json, "at_least", l.value(), l.norm(), l.basis());
            case Conditioning.Unknown u -> {
                json.put("kind", "unknown");
                json.put("why", u.why());
            }
        }
    }

    private static void write(ObjectNode json, String kind, double value, String norm, String basis) {
        json.put("kind", kind);
        number(json, "value", value);
        json.put("norm", norm);
        json.put("basis", basis);
    }

    private static void number(ObjectNode json, String name, double value) {
        if (Double.isFinite(value)) {
            json.put(name, value);
        } else {
            json.putNull(name);
        }
    }
}
