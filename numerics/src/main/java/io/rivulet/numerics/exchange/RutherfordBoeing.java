// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.exchange;

import io.rivulet.numerics.exchange.BoeingHeader.Symmetry;
import io.rivulet.numerics.exchange.ExchangeException.Kind;
import io.rivulet.numerics.linalg.Allowance;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.TripletBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// Reads assembled square matrices in the Rutherford–Boeing format and its ancestor, Harwell–Boeing: real, integer and
/// pattern (each value 1), unsymmetric, symmetric and skew-symmetric (both triangles are stored afterwards). Numbers
/// are cut out of their lines by the Fortran formats of the header, so they may stand without blanks between. A right-
/// hand side inside a Harwell–Boeing file is not read. The numbers of lines in the header are not relied on: common
/// writers get them wrong.
/// **Cost** one pass; memory grows with the entries that arrive, never with what the header promises.
/// **Errors** [ExchangeException] with kind and line; a place given twice is refused, for the format has no meaning for
/// it; other [IOException]s are those of the stream.
/// **Thread** none; the stream is neither opened nor closed here.
/// **Source** Duff, Grimes, Lewis, *The Rutherford–Boeing Sparse Matrix Collection*, RAL-TR-97-031 (1997); *Users'
/// Guide for the Harwell–Boeing Sparse Matrix Collection*, RAL-92-086 (1992).
public final class RutherfordBoeing {
    private static final int ENTRIES_AT_A_TIME = 1 << 16;
    private static final long BYTES_PER_ROW = 8;

    private final TextLines text;
    private final Allowance memory;
    private FortranFormat format;
    private long left;
    private String[] fields = {};
    private int field;

    private RutherfordBoeing(TextLines text, FortranFormat format, Allowance memory) {
        this.text = text;
        this.format = format;
        this.memory = memory;
    }

    /// Whether a file that begins so is meant to be one.
    public static boolean begins(byte[] head) {
        return BoeingHeader.begins(new String(head, StandardCharsets.ISO_8859_1));
    }

    /// A square matrix with at most `maxEntries` entries, both triangles counted.
    public static CsrMatrix readMatrix(InputStream in, long maxEntries, Allowance memory) throws IOException {
        TextLines text = new TextLines(in);
        BoeingHeader header = BoeingHeader.read(text);
        int n = Limits.rows("line 3", header.rows(), header.columns(), maxEntries);
        if (header.entries() > Limits.entries(maxEntries)) {
            throw new ExchangeException(
                    Kind.TOO_LARGE,
                    "line 3",
                    "there should be " + header.entries() + " entries, at most " + Limits.entries(maxEntries)
                            + " are taken");
        }
        Limits.requireFillable(
                "line 3", n, header.symmetry() == Symmetry.GENERAL ? header.entries() : 2 * header.entries());
        return new RutherfordBoeing(text, header.pointers(), memory).read(header, n, maxEntries);
    }

    private CsrMatrix read(BoeingHeader header, int n, long maxEntries) throws IOException {
        int count = (int) header.entries();
        startOf(header.pointers(), n + 1L);
        IntRun start = new IntRun(memory);
        for (int j = 0; j <= n; j++) {
            int least = j == 0 ? 1 : start.get(j - 1) + 1;
            int next = (int) whole("pointer " + (j + 1), least, j == 0 ? 1 : count + 1L);
            start.add(next - 1);
        }
        if (start.get(n) != count) {
            throw text.fault(
                    Kind.DIMENSION_MISMATCH,
                    "the last pointer is " + (start.get(n) + 1) + ", expected " + (count + 1L) + " for " + count
                            + " entries");
        }
        startOf(header.indices(), count);
        IntRun row = new IntRun(memory);
        for (int k = 0; k < count; k++) {
            row.add((int) whole("row index " + (k + 1), 1, n) - 1);
        }
        CsrMatrix matrix = assemble(header, n, start, row, maxEntries);
        if (!header.rightHandSide() && text.hasMore()) {
            throw text.fault(Kind.TRAILING_DATA, "the text goes on after its " + count + " entries");
        }
        return matrix;
    }

    private CsrMatrix assemble(BoeingHeader header, int n, IntRun start, IntRun row, long maxEntries)
            throws IOException {
        FortranFormat values = header.values();
        if (values != null) {
            startOf(values, row.size());
        }
        memory.take(BYTES_PER_ROW * n);
        TripletBuilder builder = new TripletBuilder(n, Math.min(row.size(), ENTRIES_AT_A_TIME));
        Triangle seen = Triangle.NONE;
        int paid = 0;
        for (int j = 0; j < n; j++) {
            for (int k = start.get(j); k < start.get(j + 1); k++) {
                int i = row.get(k);
                double value = values == null ? 1.0 : number("value " + (k + 1));
                if (builder.size() >= paid) {
                    memory.take((long) ENTRIES_AT_A_TIME * TripletBuilder.BYTES_PER_TRIPLET);
                    paid = (int) Math.min(Integer.MAX_VALUE, (long) paid + ENTRIES_AT_A_TIME);
                }
                boolean twice = header.symmetry() != Symmetry.GENERAL && i != j;
                if (builder.size() + (twice ? 2L : 1L) > Limits.entries(maxEntries)) {
                    throw text.fault(
                            Kind.TOO_LARGE,
                            "with both triangles there are more than " + Limits.entries(maxEntries) + " entries");
                }
                builder.add(i, j, value);
                if (header.symmetry() != Symmetry.GENERAL) {
                    seen = mirrored(header.symmetry(), builder, seen, i, j, value);
                }
            }
        }
        CsrMatrix matrix = builder.build();
        if (builder.duplicates() > 0) {
            throw text.fault(Kind.REPEATED, builder.duplicates() + " entries have a place that another one has too");
        }
        return matrix;
    }

    private enum Triangle {
        NONE,
        LOWER,
        UPPER
    }

    /// Adds the mirror of an entry. Both triangles in one file would be summed: refused.
    private Triangle mirrored(Symmetry symmetry, TripletBuilder builder, Triangle seen, int i, int j, double value)
            throws ExchangeException {
        if (i == j) {
            if (symmetry == Symmetry.SKEW_SYMMETRIC && value != 0.0) {
                throw text.fault(
                        Kind.WRONG_TRIANGLE,
                        "a skew-symmetric matrix has a zero diagonal, entry " + (i + 1) + " is " + value);
            }
            return seen;
        }
        Triangle here = i > j ? Triangle.LOWER : Triangle.UPPER;
        if (seen != Triangle.NONE && seen != here) {
            throw text.fault(
                    Kind.WRONG_TRIANGLE,
                    "entry " + (i + 1) + " " + (j + 1) + " lies in the other triangle than those before: a file with"
                            + " symmetry lists one triangle only");
        }
        builder.add(j, i, symmetry == Symmetry.SYMMETRIC ? value : -value);
        return here;
    }

    /// The next number begins a line of this format, and `count` of them follow.
    private void startOf(FortranFormat next, long count) {
        format = next;
        left = count;
        fields = new String[0];
        field = 0;
    }

    private String nextField(String what) throws IOException {
        if (field == fields.length) {
            String line = text.next(what);
            int expected = (int) Math.min(format.perLine(), left);
            if (text.cutOff() && line.length() < (long) expected * format.width()) {
                throw text.fault(Kind.TRUNCATED, "truncated: the text ends within this line, before its line end");
            }
            fields = format.fields(line, expected);
            left -= expected;
            field = 0;
        }
        String cut = fields[field++];
        if (cut.isEmpty()) {
            throw text.fault(Kind.BAD_ENTRY, what + " is missing");
        }
        return cut;
    }

    private long whole(String what, long least, long most) throws IOException {
        String cut = nextField(what);
        double value = format.value(cut);
        if (Double.isNaN(value) || value != Math.rint(value)) {
            throw text.fault(Kind.BAD_ENTRY, what + " is “" + BoeingHeader.shortened(cut) + "”, not a whole number");
        }
        if (value < least || value > most) {
            throw text.fault(Kind.INDEX_OUT_OF_RANGE, what + " is " + cut + ", outside " + least + ".." + most);
        }
        return (long) value;
    }

    private double number(String what) throws IOException {
        String cut = nextField(what);
        double value = format.value(cut);
        if (Double.isNaN(value)) {
            boolean named = cut.matches("(?i)[+-]?(nan|inf|infinity)");
            throw text.fault(
                    named ? Kind.NON_FINITE : Kind.BAD_ENTRY,
                    what + " is “" + BoeingHeader.shortened(cut) + "”, not a" + (named ? " finite" : "") + " number");
        }
        if (Double.isInfinite(value)) {
            throw text.fault(Kind.NON_FINITE, what + " is “" + cut + "”, beyond the range of a double");
        }
        return value;
    }
}
