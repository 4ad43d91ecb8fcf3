// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition;

import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.LinearSystem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Takes a system apart into one [Subdomain] a part.
/// **Source** numerics specification §9.1; Cai, Sarkis 1999 (overlap); Nicolaides 1987 (aggregates).
public final class Decomposition {
    /// Coarse unknowns of all parts together; their dense factors are made in one place.
    public static final int MAX_AGGREGATES = 1_024;

    private static final int[] NONE = {};

    private Decomposition() {}

    /// The parts of a system.
    ///
    /// @param layers of rows of others that a part solves along with its own; 0 for none
    /// @param aggregatesPerPart coarse unknowns a part, 0 for no coarse space; fewer where a part has fewer
    /// rows, or where [#MAX_AGGREGATES] would be exceeded
    public record Shape(int layers, int aggregatesPerPart, long seed) {
        public Shape {
            if (layers < 0 || aggregatesPerPart < 0) {
                throw new IllegalArgumentException(layers + " layers, " + aggregatesPerPart + " aggregates");
            }
        }
    }

    /// **Cost** a few passes over the pattern, and a bisection for each aggregate. **Errors** a partition of another
    /// number of rows throws [IllegalArgumentException].
    public static List<Subdomain> of(
            LinearSystem system, RowPartition partition, Shape shape, long matrixVersion, long rhsVersion) {
        CsrMatrix a = system.a();
        if (partition.rows() != a.rows()) {
            throw new IllegalArgumentException(a.rows() + " rows but a partition of " + partition.rows());
        }
        int parts = partition.parts();
        int[][] numbers = new int[parts][];
        int[] extended = new int[parts];
        int[] mark = new int[a.rows()];
        Arrays.fill(mark, -1);
        for (int part = 0; part < parts; part++) {
            int[] solved = grow(a, partition.rowsOf(part), shape.layers(), mark, part);
            extended[part] = solved.length;
            numbers[part] = withHalo(a, solved, mark, part);
        }
        int perPart = Math.min(shape.aggregatesPerPart(), MAX_AGGREGATES / parts);
        Aggregates aggregates = perPart == 0 ? Aggregates.NONE : Aggregates.of(a, partition, perPart, shape.seed());
        int[] local = new int[a.rows()];
        List<Subdomain> subdomains = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            int[] globalOf = numbers[part];
            for (int i = 0; i < globalOf.length; i++) {
                local[globalOf[i]] = i;
            }
            CsrMatrix matrix = matrix(a, globalOf, extended[part], local);
            double[] rhs = new double[extended[part]];
            for (int i = 0; i < rhs.length; i++) {
                rhs[i] = system.b().get(globalOf[i]);
            }
            subdomains.add(new Subdomain(
                    part,
                    parts,
                    matrixVersion,
                    rhsVersion,
                    partition.size(part),
                    extended[part],
                    globalOf,
                    matrix,
                    rhs,
                    aggregates.count(),
                    aggregates.at(globalOf),
                    links(partition, numbers, part, local)));
        }
        return List.copyOf(subdomains);
    }

    /// Owned rows, then those within so many layers, ascending; marks them.
    private static int[] grow(CsrMatrix a, int[] owned, int layers, int[] mark, int part) {
        int[] found = owned;
        for (int i : owned) {
            mark[i] = part;
        }
        for (int layer = 0; layer < layers; layer++) {
            found = withHalo(a, found, mark, part);
        }
        Arrays.sort(found, owned.length, found.length);
        return found;
    }

    /// The rows, then, ascending, the columns of theirs that are not marked; marks them.
    private static int[] withHalo(CsrMatrix a, int[] rows, int[] mark, int part) {
        int[] all = rows;
        int end = rows.length;
        for (int i : rows) {
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                int j = a.column()[k];
                if (mark[j] != part) {
                    mark[j] = part;
                    all = end == all.length ? Arrays.copyOf(all, end + end / 2 + 16) : all;
                    all[end++] = j;
                }
            }
        }
        all = Arrays.copyOf(all, end);
        Arrays.sort(all, rows.length, end);
        return all;
    }

    private static CsrMatrix matrix(CsrMatrix a, int[] globalOf, int extended, int[] local) {
        int[] start = new int[globalOf.length + 1];
        for (int i = 0; i < extended; i++) {
            start[i + 1] = start[i] + a.rowStart()[globalOf[i] + 1] - a.rowStart()[globalOf[i]];
        }
        Arrays.fill(start, extended + 1, start.length, start[extended]);
        int[] column = new int[start[extended]];
        double[] value = new double[start[extended]];
        for (int i = 0; i < extended; i++) {
            int from = a.rowStart()[globalOf[i]];
            long[] places = new long[start[i + 1] - start[i]];
            for (int k = 0; k < places.length; k++) {
                places[k] = (long) local[a.column()[from + k]] << Integer.SIZE | k;
            }
            Arrays.sort(places);
            for (int k = 0; k < places.length; k++) {
                column[start[i] + k] = (int) (places[k] >>> Integer.SIZE);
                value[start[i] + k] = a.value()[from + (int) places[k]];
            }
        }
        return CsrMatrix.adopt(globalOf.length, start, column, value);
    }

    /// `local` holds the local numbers of `part`.
    private static List<Subdomain.Link> links(RowPartition partition, int[][] numbers, int part, int[] local) {
        List<Subdomain.Link> links = new ArrayList<>();
        for (int neighbour = 0; neighbour < partition.parts(); neighbour++) {
            if (neighbour == part) {
                continue;
            }
            int[] send = local(ownedBy(partition, numbers[neighbour], part), local);
            int[] receive = local(ownedBy(partition, numbers[part], neighbour), local);
            if (send.length + receive.length > 0) {
                links.add(new Subdomain.Link(neighbour, send, receive));
            }
        }
        return links;
    }

    /// Those of the rows that `owner` owns, ascending.
    private static int[] ownedBy(RowPartition partition, int[] rows, int owner) {
        int[] found = NONE;
        int end = 0;
        for (int i : rows) {
            if (partition.partOf(i) == owner) {
                found = end == found.length ? Arrays.copyOf(found, 2 * end + 16) : found;
                found[end++] = i;
            }
        }
        found = Arrays.copyOf(found, end);
        Arrays.sort(found);
        return found;
    }

    private static int[] local(int[] rows, int[] local) {
        int[] numbers = new int[rows.length];
        for (int k = 0; k < rows.length; k++) {
            numbers[k] = local[rows[k]];
        }
        return numbers;
    }
}
