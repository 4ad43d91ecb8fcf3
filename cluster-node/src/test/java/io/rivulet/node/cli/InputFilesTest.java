// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// FILE and `--rhs` in the formats that other programs write. The golden files are described where they lie.
final class InputFilesTest {
    private static final Path GOLDEN =
            Path.of(System.getProperty("rivulet.root", "..")).resolve("numerics/src/test/resources/exchange");

    private static final String A = "%%MatrixMarket matrix coordinate real general\n2 2 2\n1 1 2\n2 2 4\n";
    private static final String B = "%%MatrixMarket matrix array real general\n2 1\n3\n1\n";
    private static final String TWO_COLUMNS = "%%MatrixMarket matrix array real general\n2 2\n3\n1\n1\n1\n";

    @TempDir
    Path folder;

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] tar(String... namesAndTexts) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            for (int k = 0; k < namesAndTexts.length; k += 2) {
                byte[] text = namesAndTexts[k + 1].getBytes(StandardCharsets.UTF_8);
                TarArchiveEntry entry = new TarArchiveEntry(namesAndTexts[k]);
                entry.setSize(text.length);
                tar.putArchiveEntry(entry);
                tar.write(text);
                tar.closeArchiveEntry();
            }
        }
        return out.toByteArray();
    }

    private CliRun solve(byte[] file, String... more) throws IOException {
        Files.write(folder.resolve("file"), file);
        String[] words = Arrays.copyOf(new String[] {"solve", "file"}, 2 + more.length);
        System.arraycopy(more, 0, words, 2, more.length);
        return CliRun.of(folder, words);
    }

    @Test
    void theArchiveOfACollectionGivesMatrixAndRightHandSide() throws IOException {
        byte[] archive = gzip(tar(
                "two/",
                "",
                "two/two.mtx",
                A,
                "two/two_coord.mtx",
                "what ever",
                "two/two_b.mtx",
                B,
                "two/readme",
                "hi"));
        assertThat(solve(archive).out()).contains("x = 1.5 0.25");
        byte[] inAnotherOrder = tar("two/two_b.mtx", B, "two/two.mtx", A);
        assertThat(solve(inAnotherOrder).out()).contains("x = 1.5 0.25");
        assertThat(solve(tar("./two/two.mtx", A)).out()).contains("x = 0.5 0.25");
        assertThat(solve(tar("two.mtx", A, "two_b.mtx", B)).out()).contains("x = 1.5 0.25");
        Files.writeString(folder.resolve("b.txt"), "8\n8\n");
        assertThat(solve(archive, "--rhs", "b.txt").out()).contains("x = 4.0 2.0");
    }

    @Test
    void anArchiveThatIsNoneOfACollectionIsRefusedWithWhatToDo() throws IOException {
        assertThat(refusal(tar("two/readme", "hi"))).contains("no NAME/NAME.mtx in this archive");
        assertThat(refusal(tar("a/a.mtx", A, "b/b.mtx", A))).contains("two matrices, a/a.mtx and b/b.mtx");
        assertThat(refusal(tar("a/a.mtx", A.replace("2 2 2", "2 2 x"))))
                .contains("file: a/a.mtx: line 2: the number of entries is “x”");
        assertThat(refusal(tar("a/a.mtx", A, "a/a_b.mtx", TWO_COLUMNS)))
                .contains("a/a_b.mtx: line 2: the vector is 2×2, expected one column; --rhs names another");
        assertThat(refusal(tar("a/a_b.mtx", B.replace("2 1", "3 1") + "1\n", "a/a.mtx", A)))
                .contains("3 rows, expected 2");
        assertThat(refusal(gzip(longName()))).contains("longer than 1048576 bytes");
    }

    /// A name of 2 MiB, as GNU tar would write one.
    private static byte[] longName() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            TarArchiveEntry entry = new TarArchiveEntry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME);
            entry.setSize(2 << 20);
            tar.putArchiveEntry(entry);
            tar.write(new byte[2 << 20]);
            tar.closeArchiveEntry();
        }
        return out.toByteArray();
    }

    private String refusal(byte[] file) throws IOException {
        CliRun run = solve(file);
        assertThat(run.code()).as(run.out()).isEqualTo(2);
        return run.err();
    }

    @ParameterizedTest
    @ValueSource(strings = {"csr.npz", "coo.npz", "c.npy", "fortran_big_endian.npy", "scipy.rua"})
    void filesOfSciPyAreSolvedPackedOrNot(String name) throws IOException {
        byte[] bytes = Files.readAllBytes(GOLDEN.resolve(name));
        Files.copy(GOLDEN.resolve("vector.npy"), folder.resolve("b.npy"));
        CliRun plain = solve(bytes, "--rhs", "b.npy");
        assertThat(plain.code()).as(plain.err()).isZero();
        // numpy.linalg.solve(A, b) says 0.11678832 -0.53284672 0.01665146 -0.00729927
        assertThat(plain.out()).contains("x = 0.116788321");
        assertThat(solve(gzip(bytes), "--rhs", "b.npy").out().lines().toList())
                .contains(plain.out()
                        .lines()
                        .filter(line -> line.startsWith("x ="))
                        .findFirst()
                        .orElseThrow());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            complex.npz     | file: data.npy: complex values are not supported, only real ones; the real system
            rectangular.npz | not square; least squares are the square system
            dia.npz         | save A.tocsr() with scipy.sparse.save_npz
            dense.npz       | numpy.save
            objects.npy     | pickle
            make.py         | read are Matrix Market, Rutherford–Boeing, NumPy .npy, SciPy .npz
            """)
    void whatCannotBeSolvedIsRefusedWithWhatToDo(String name, String words) throws IOException {
        assertThat(refusal(Files.readAllBytes(GOLDEN.resolve(name)))).contains(words);
    }

    @Test
    void aMatrixIsNoVector() throws IOException {
        Files.copy(GOLDEN.resolve("csr.npz"), folder.resolve("b.npz"));
        Files.copy(GOLDEN.resolve("scipy.rua"), folder.resolve("b.rua"));
        Files.write(folder.resolve("b.tar"), tar("a/a.mtx", A));
        byte[] a = Files.readAllBytes(GOLDEN.resolve("csr.npz"));
        assertThat(solve(a, "--rhs", "b.npz").err()).contains("b.npz: an archive of arrays, a vector is needed");
        assertThat(solve(a, "--rhs", "b.rua").err()).contains("b.rua: a matrix, a vector is needed");
        assertThat(solve(a, "--rhs", "b.tar").err()).contains("b.tar: an archive; the NAME_b.mtx in it is read when");
    }

    @Test
    void aDamagedArchiveIsReadOrRefusedNeverAnInternalError() throws IOException {
        byte[] plain = tar("two/two.mtx", A, "two/two_b.mtx", B);
        byte[] packed = gzip(plain);
        for (byte[] whole : new byte[][] {plain, packed}) {
            int step = whole == plain ? 97 : 3;
            for (int at = 0; at < whole.length; at += step) {
                requireOrderly(Arrays.copyOf(whole, at), "cut at " + at);
                byte[] flipped = whole.clone();
                flipped[at] ^= 0x10;
                requireOrderly(flipped, "changed at " + at);
            }
        }
    }

    private void requireOrderly(byte[] file, String what) throws IOException {
        Files.write(folder.resolve("file"), file);
        CliRun run = CliRun.of(folder, "analyze", "file");
        assertThat(run.code()).as("%s: %s", what, run.err()).isIn(0, 2);
        assertThat(run.err()).as(what).doesNotContain("internal error");
    }
}
