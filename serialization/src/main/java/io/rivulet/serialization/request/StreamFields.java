// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.numerics.incremental.XSelection;
import io.rivulet.serialization.event.SessionSettings.Overflow;
import io.rivulet.serialization.event.SessionSettings.Showing;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The object `options.stream`.
/// **Thread** one.
final class StreamFields {
    private static final int LARGEST_BUFFER = 10_000;
    /// They are part of an event, which has to stay small.
    private static final int MOST_INDICES = 10_000;
    private static final int LONGEST_CHOICE = 100;

    private String x = "top_changes";
    private String xAt = "/options/stream/x";
    private int @Nullable [] indices;
    private String indicesAt = "";
    private int every = Showing.DEFAULTS.every();
    private double deadband = Showing.DEFAULTS.deadband();
    private int buffer = Showing.DEFAULTS.buffer();
    private Overflow overflow = Showing.DEFAULTS.overflow();
    private boolean said;

    void read(JsonCursor c) throws IOException {
        said = true;
        c.object(field -> {
            switch (field) {
                case "every" -> every = (int) c.whole(1, Integer.MAX_VALUE);
                case "x" -> x = readX(c);
                case "x_indices" -> readIndices(c);
                case "deadband" -> deadband = c.number(0, false, Double.MAX_VALUE);
                case "buffer" -> buffer = (int) c.whole(1, LARGEST_BUFFER);
                case "on_overflow" -> overflow = readOverflow(c);
                default -> c.unknown();
            }
        });
        int[] given = indices;
        if (x.equals("indices") && given == null) {
            throw Problem.of(ProblemCode.MISSING_FIELD, "stream.x is indices, but x_indices is missing")
                    .at(c.pointer() + "/x_indices")
                    .exception();
        }
        if (!x.equals("indices") && given != null) {
            c.warnings.add("x_indices: has no effect while stream.x is " + x);
        }
    }

    private String readX(JsonCursor c) throws IOException {
        xAt = c.pointer();
        String given = c.text(LONGEST_CHOICE);
        return switch (given) {
            case "none", "top_changes", "changes", "indices", "full" -> given;
            default ->
                throw c.unsupported(
                        "stream.x \"" + given + "\"", "Supported are none, top_changes, changes, indices and full.");
        };
    }

    private void readIndices(JsonCursor c) throws IOException {
        indicesAt = c.pointer();
        IntColumn read = new IntColumn();
        c.ints(read, ProblemCode.INDEX_OUT_OF_RANGE, RequestLimits.DEFAULTS);
        if (read.size() > MOST_INDICES) {
            throw c.fault(
                    ProblemCode.OUT_OF_RANGE,
                    "x_indices has " + read.size() + " entries, at most " + MOST_INDICES + " are taken");
        }
        indices = read.take();
    }

    private static Overflow readOverflow(JsonCursor c) throws IOException {
        String given = c.text(LONGEST_CHOICE);
        return switch (given) {
            case "compress" -> Overflow.COMPRESS;
            case "drop_oldest" -> Overflow.DROP_OLDEST;
            case "drop_newest" -> Overflow.DROP_NEWEST;
            case "block" -> Overflow.BLOCK;
            default ->
                throw c.unsupported(
                        "on_overflow \"" + given + "\"",
                        "Supported are compress, which keeps every k-th iterate and every other kind of line, "
                                + "drop_oldest, drop_newest and block.");
        };
    }

    /// What was said, else `otherwise`. **Errors** an index outside of x; changes of an x that is too long for them.
    Showing over(Showing otherwise, int rows) {
        Showing showing = said ? new Showing(every, selection(rows), deadband, buffer, overflow) : otherwise;
        if (showing.x() instanceof XSelection.Changes && rows > Showing.MOST_MIRRORED_ROWS) {
            throw Problem.of(
                            ProblemCode.UNSUPPORTED_VALUE,
                            "stream.x \"changes\" of " + rows + " rows, at most " + Showing.MOST_MIRRORED_ROWS
                                    + " are supported")
                    .at(xAt)
                    .hint("Ask for top_changes or indices, and read the solution where all of x is wanted.")
                    .exception();
        }
        return showing;
    }

    private XSelection selection(int rows) {
        int[] given = indices;
        if (given != null) {
            for (int k = 0; k < given.length; k++) {
                if (given[k] < 0 || given[k] >= rows) {
                    throw VectorFields.outside(indicesAt + "/" + k, given[k], "it must be from 0 to " + (rows - 1));
                }
            }
        }
        return switch (x) {
            case "none" -> new XSelection.None();
            case "full" -> new XSelection.Full();
            case "changes" -> new XSelection.Changes();
            case "indices" -> new XSelection.Indices(given == null ? new int[0] : given);
            default -> Showing.DEFAULTS.x();
        };
    }
}
