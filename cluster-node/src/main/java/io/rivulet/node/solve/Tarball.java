// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.solve;

import io.rivulet.node.console.CommandFailure;
import io.rivulet.numerics.exchange.ExchangeException;
import io.rivulet.numerics.exchange.RutherfordBoeing;
import io.rivulet.numerics.linalg.Allowance;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.market.MatrixMarket;
import io.rivulet.numerics.market.MatrixMarketException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/// A tar file as the SuiteSparse Matrix Collection packs it: `NAME/NAME.mtx` (or `.rb`), beside it perhaps
/// `NAME/NAME_b.mtx` and others. Nothing is unpacked to disk; members of no interest are passed over.
/// **Errors** a [CommandFailure] that names archive, member and place.
/// **Source** https://sparse.tamu.edu/about (what the archives hold).
final class Tarball {
    private static final int MOST_MEMBERS = 1024;
    /// Names and extended headers of one member; the library keeps them in memory whatever their length.
    private static final long MOST_HEADER_BYTES = 1 << 20;

    private static final Pattern MATRIX =
            Pattern.compile("(?:.*/)?(?<folder>[^/]*)/(?<base>[^/]+)\\.(mtx|rb|[rip][suz]a)");

    private final String name;
    private final long maxEntries;
    private final Allowance memory;
    private final HeaderLimit limit;
    private final TarArchiveInputStream tar;
    private @Nullable CsrMatrix a;
    private @Nullable String nameOfA;
    private double @Nullable [] b;
    private @Nullable String nameOfB;

    Tarball(String name, InputStream in, long maxEntries, Allowance memory) {
        this.name = name;
        this.maxEntries = maxEntries;
        this.memory = memory;
        this.limit = new HeaderLimit(in);
        this.tar = new TarArchiveInputStream(limit, StandardCharsets.UTF_8.name());
    }

    MatrixFile.Contents read(boolean withRhs) throws IOException {
        int members = 0;
        for (TarArchiveEntry member = next(); member != null; member = next()) {
            if (++members > MOST_MEMBERS) {
                throw CommandFailure.badInput(name + ": an archive of more than " + MOST_MEMBERS + " files");
            }
            Matcher path = MATRIX.matcher("/" + member.getName());
            if (!member.isFile() || !path.matches()) {
                continue;
            }
            if (member.isSparse()) {
                throw CommandFailure.badInput(name + ": " + member.getName() + ": a sparse tar member is not read");
            }
            String folder = path.group("folder");
            String base = path.group("base");
            boolean isMatrix = base.equals(folder) || (folder.isEmpty() && !base.matches(".*_(b|x|coord)"));
            boolean isRhs = base.equals(folder + "_b") || (folder.isEmpty() && base.endsWith("_b"));
            if (isMatrix) {
                matrix(member.getName());
            } else if (isRhs && withRhs) {
                rhs(member.getName());
            }
        }
        return contents();
    }

    private MatrixFile.Contents contents() {
        CsrMatrix matrix = a;
        if (matrix == null) {
            throw CommandFailure.badInput(name + ": no NAME/NAME.mtx in this archive; unpack it and name the file");
        }
        double[] rhs = b;
        if (rhs != null && rhs.length != matrix.rows()) {
            throw CommandFailure.badInput(name + ": " + nameOfB + ": the vector has " + rhs.length + " rows, expected "
                    + matrix.rows() + "; --rhs names another one");
        }
        return new MatrixFile.Contents(matrix, rhs);
    }

    private @Nullable TarArchiveEntry next() throws IOException {
        if (tar.getCurrentEntry() != null) {
            tar.transferTo(OutputStream.nullOutputStream());
        }
        limit.allow(MOST_HEADER_BYTES);
        TarArchiveEntry member = tar.getNextEntry();
        limit.allow(Long.MAX_VALUE);
        return member;
    }

    private void matrix(String member) throws IOException {
        if (nameOfA != null) {
            throw CommandFailure.badInput(
                    name + ": holds two matrices, " + nameOfA + " and " + member + "; unpack it and name one");
        }
        nameOfA = member;
        InputStream in = new MatrixFile.Open(tar);
        a = within(
                member,
                "",
                () -> InputFormat.ofName(member) == InputFormat.RUTHERFORD_BOEING
                        ? RutherfordBoeing.readMatrix(in, maxEntries, memory)
                        : MatrixMarket.readMatrix(in, maxEntries, memory));
    }

    private void rhs(String member) throws IOException {
        if (nameOfB != null) {
            throw CommandFailure.badInput(name + ": holds two right-hand sides, " + nameOfB + " and " + member);
        }
        nameOfB = member;
        InputStream in = new MatrixFile.Open(tar);
        int rows = a == null ? -1 : a.rows();
        b = within(member, "; --rhs names another right-hand side", () -> MatrixMarket.readVector(in, rows));
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read() throws IOException;
    }

    private <T> T within(String member, String instead, Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (MatrixMarketException | ExchangeException malformed) {
            throw CommandFailure.badInput(name + ": " + member + ": " + malformed.getMessage() + instead);
        }
    }

    /// Ends a header that goes on and on.
    private static final class HeaderLimit extends FilterInputStream {
        private long left = MOST_HEADER_BYTES;

        HeaderLimit(InputStream in) {
            super(in);
        }

        void allow(long bytes) {
            left = bytes;
        }

        private long counted(long bytes) throws IOException {
            left -= Math.max(0, bytes);
            if (left < 0) {
                throw new IOException("the header of a member is longer than " + MOST_HEADER_BYTES + " bytes");
            }
            return bytes;
        }

        @Override
        public int read() throws IOException {
            int next = super.read();
            counted(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            return (int) counted(super.read(bytes, from, length));
        }

        @Override
        public long skip(long bytes) throws IOException {
            return counted(super.skip(bytes));
        }
    }
}
