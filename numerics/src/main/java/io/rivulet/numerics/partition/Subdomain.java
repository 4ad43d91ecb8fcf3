// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition;

import io.rivulet.numerics.incremental.EntryChange;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.SparseVector;
import java.util.Arrays;
import java.util.List;

/// What one part knows of A·x = b: its owned rows, the rows of others that it overlaps with, and the halo, columns of
/// those that nobody here solves for. Local numbers run over owned, overlap and halo, each in the order of the rows of
/// A.
/// **Shapes** m = owned + overlap + halo local numbers; [#matrix] m×m, its halo rows empty; [#rhs] one a row that is
/// not halo. **Thread** any; nothing changes, a change makes another one.
public final class Subdomain {
    /// Bytes a local number takes beside its matrix: numbers, b and x.
    private static final int BYTES_PER_NUMBER = 24;

    private final int part;
    private final int parts;
    private final long matrixVersion;
    private final long rhsVersion;
    private final int owned;
    private final int extended;
    private final int[] globalOf;
    private final CsrMatrix matrix;
    private final double[] rhs;
    private final int aggregates;
    private final int[] aggregateOf;
    private final List<Link> links;

    /// What is exchanged with another part: the local numbers of the owned values that it needs, and of those of it
    /// that are needed here, each in the order of the rows of A.
    /// **Ownership** the arrays belong to the subdomain and are not to be written to.
    public static final class Link {
        private final int neighbour;
        private final int[] send;
        private final int[] receive;

        /// Takes the arrays over.
        public Link(int neighbour, int[] send, int[] receive) {
            this.neighbour = neighbour;
            this.send = send;
            this.receive = receive;
        }

        public int neighbour() {
            return neighbour;
        }

        public int[] send() {
            return send;
        }

        public int[] receive() {
            return receive;
        }
    }

    Subdomain(
            int part,
            int parts,
            long matrixVersion,
            long rhsVersion,
            int owned,
            int extended,
            int[] globalOf,
            CsrMatrix matrix,
            double[] rhs,
            int aggregates,
            int[] aggregateOf,
            List<Link> links) {
        this.part = part;
        this.parts = parts;
        this.matrixVersion = matrixVersion;
        this.rhsVersion = rhsVersion;
        this.owned = owned;
        this.extended = extended;
        this.globalOf = globalOf;
        this.matrix = matrix;
        this.rhs = rhs;
        this.aggregates = aggregates;
        this.aggregateOf = aggregateOf;
        this.links = List.copyOf(links);
    }

    /// All of it, to be sent elsewhere. **Ownership** the arrays belong to the subdomain.
    ///
    /// @param rhs one value a row that is not halo
    /// @param aggregateOf by local number; of no length without aggregates
    public record Columns(
            int part,
            int parts,
            long matrixVersion,
            long rhsVersion,
            int owned,
            int[] globalOf,
            CsrMatrix matrix,
            double[] rhs,
            int aggregates,
            int[] aggregateOf,
            List<Link> links) {}

    public Columns columns() {
        return new Columns(
                part, parts, matrixVersion, rhsVersion, owned, globalOf, matrix, rhs, aggregates, aggregateOf, links);
    }

    /// What [#columns] told of one; takes the arrays over.
    public static Subdomain of(Columns c) {
        return new Subdomain(
                c.part(),
                c.parts(),
                c.matrixVersion(),
                c.rhsVersion(),
                c.owned(),
                c.rhs().length,
                c.globalOf(),
                c.matrix(),
                c.rhs(),
                c.aggregates(),
                c.aggregateOf(),
                c.links());
    }

    public int part() {
        return part;
    }

    /// k
    public int parts() {
        return parts;
    }

    public long matrixVersion() {
        return matrixVersion;
    }

    public long rhsVersion() {
        return rhsVersion;
    }

    /// Rows it answers for: local numbers 0 … owned − 1.
    public int owned() {
        return owned;
    }

    /// Rows it has: owned and overlap.
    public int extended() {
        return extended;
    }

    /// m: owned, overlap and halo.
    public int size() {
        return globalOf.length;
    }

    /// The row of A that a local number stands for.
    public int global(int local) {
        return globalOf[local];
    }

    /// The local number of a row of A, −1 if it is not here.
    public int local(int global) {
        int at = Arrays.binarySearch(globalOf, 0, owned, global);
        at = at >= 0 ? at : Arrays.binarySearch(globalOf, owned, extended, global);
        at = at >= 0 ? at : Arrays.binarySearch(globalOf, extended, globalOf.length, global);
        return Math.max(at, -1);
    }

    public CsrMatrix matrix() {
        return matrix;
    }

    /// b of owned and overlap, not to be written to.
    public double[] rhs() {
        return rhs;
    }

    /// Coarse unknowns of the whole system, 0 without a coarse space.
    public int aggregates() {
        return aggregates;
    }

    /// The coarse unknown of a local number; only with [#aggregates] > 0.
    public int aggregateOf(int local) {
        return aggregateOf[local];
    }

    /// By ascending neighbour.
    public List<Link> links() {
        return links;
    }

    /// The square matrix of owned and overlap. **Cost** a copy.
    public CsrMatrix block() {
        int[] start = new int[extended + 1];
        for (int i = 0; i < extended; i++) {
            int end = matrix.rowStart()[i + 1];
            while (end > matrix.rowStart()[i] && matrix.column()[end - 1] >= extended) {
                end--;
            }
            start[i + 1] = start[i] + end - matrix.rowStart()[i];
        }
        int[] column = new int[start[extended]];
        double[] value = new double[start[extended]];
        for (int i = 0; i < extended; i++) {
            int count = start[i + 1] - start[i];
            System.arraycopy(matrix.column(), matrix.rowStart()[i], column, start[i], count);
            System.arraycopy(matrix.value(), matrix.rowStart()[i], value, start[i], count);
        }
        return CsrMatrix.adopt(extended, start, column, value);
    }

    /// Its values of a vector over all rows of A, in local order, those of the halo included.
    public DenseVector restrict(DenseVector global) {
        double[] values = new double[globalOf.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = global.get(globalOf[i]);
        }
        return DenseVector.adopt(values);
    }

    /// What came of a change.
    public sealed interface Changed {
        record Applied(Subdomain subdomain) implements Changed {}

        /// There is no such entry here: the halo is another one now, and the system has to be cut anew.
        record NewEntry(int row, int column) implements Changed {}
    }

    /// The same with b_i ← v for `rhs` and the `entries` of A as far as they are of its rows, by their numbers in A;
    /// others are passed over. Every part gets the new versions, touched or not.
    /// **Cost** a copy of what is touched.
    public Changed changed(long newMatrixVersion, long newRhsVersion, SparseVector rhs, List<EntryChange> entries) {
        double[] newRhs = rhs.size() == 0 ? this.rhs : this.rhs.clone();
        for (int k = 0; k < rhs.size(); k++) {
            int i = local(rhs.indices()[k]);
            if (i >= 0 && i < extended) {
                newRhs[i] = rhs.values()[k];
            }
        }
        double[] values = entries.isEmpty() ? matrix.value() : matrix.value().clone();
        for (EntryChange change : entries) {
            int i = local(change.row());
            if (i < 0 || i >= extended) {
                continue;
            }
            int j = local(change.column());
            int at = j < 0 ? -1 : matrix.find(i, j);
            if (at < 0) {
                return new Changed.NewEntry(change.row(), change.column());
            }
            values[at] = change.newValue();
        }
        return new Changed.Applied(new Subdomain(
                part,
                parts,
                newMatrixVersion,
                newRhsVersion,
                owned,
                extended,
                globalOf,
                entries.isEmpty() ? matrix : matrix.withValues(values),
                newRhs,
                aggregates,
                aggregateOf,
                links));
    }

    /// The same with another b. `rhs` has one value a row that is not halo, and is taken over.
    public Subdomain withRhs(long newRhsVersion, double[] rhs) {
        if (rhs.length != extended) {
            throw new IllegalArgumentException(extended + " rows but a b of " + rhs.length);
        }
        return new Subdomain(
                part,
                parts,
                matrixVersion,
                newRhsVersion,
                owned,
                extended,
                globalOf,
                matrix,
                rhs,
                aggregates,
                aggregateOf,
                links);
    }

    /// Bytes of matrix, b, numbers and x; solvers come on top.
    public long sizeBytes() {
        long lists = 0;
        for (Link link : links) {
            lists += 4L * (link.send.length + link.receive.length);
        }
        return matrix.sizeBytes() + (long) BYTES_PER_NUMBER * size() + lists;
    }

    @Override
    public String toString() {
        return "Subdomain[part " + part + " of " + parts + ", " + owned + " owned, " + (extended - owned) + " overlap, "
                + (size() - extended) + " halo]";
    }
}
