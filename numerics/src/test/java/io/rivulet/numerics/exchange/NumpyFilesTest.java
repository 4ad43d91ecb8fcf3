// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rivulet.numerics.exchange.ExchangeException.Kind;
import io.rivulet.numerics.linalg.Allowance;
import io.rivulet.numerics.linalg.CsrMatrix;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumpyFilesTest {
    private static double[] vector(String name, int rows) throws IOException {
        return NumpyArray.readVector(new ByteArrayInputStream(Golden.bytes(name)), rows, Allowance.UNLIMITED);
    }

    private static ExchangeException refusal(byte[] file) {
        return catchThrowableOfType(ExchangeException.class, () -> Golden.read(file));
    }

    /// A `.npy` of version 1.0 with this header and no elements.
    private static byte[] header(String text) {
        byte[] words = text.getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(NpyHeader.MAGIC);
        out.writeBytes(new byte[] {1, 0, (byte) words.length, (byte) (words.length >> 8)});
        out.writeBytes(words);
        return out.toByteArray();
    }

    private static byte[] archive(String... namesAndHeaders) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (int k = 0; k < namesAndHeaders.length; k += 2) {
                zip.putNextEntry(new ZipEntry(namesAndHeaders[k]));
                zip.write(header(namesAndHeaders[k + 1]));
            }
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "csr.npz",
                "csr_stored.npz",
                "csr_big_endian.npz",
                "csr_unsorted.npz",
                "csc_float32.npz",
                "coo.npz",
                "c.npy",
                "fortran_big_endian.npy",
                "float16.npy",
                "version2.npy",
                "version3.npy",
                "scipy.rua"
            })
    void everyFormOfTheSameMatrixIsTheSameMatrix(String name) throws IOException {
        CsrMatrix a = Golden.read(Golden.bytes(name));
        assertThat(Golden.dense(a)).isDeepEqualTo(Golden.A);
        assertThat(a.nnz()).isEqualTo(9);
    }

    @Test
    void wholeNumbersAndTruthValuesAreNumbers() throws IOException {
        assertThat(Golden.dense(Golden.read(Golden.bytes("int16.npy"))))
                .isDeepEqualTo(new double[][] {{3, -300}, {0, 7}});
        assertThat(Golden.read(Golden.bytes("bool.npz")).value())
                .containsOnly(1.0)
                .hasSize(9);
        assertThat(vector("column.npy", 4)).containsExactly(1, -2, 0, 3);
        assertThat(vector("bool.npy", -1)).containsExactly(1, 0, 1);
        assertThat(vector("vector.npy", 4)).containsExactly(1, -2.5, 0, 1e-300);
        // Rounded to nearest as numpy's astype(float64) does.
        assertThat(vector("uint64.npy", 4)).containsExactly(1, 0x1p53, 0x1p63 + 2048, 0x1p64);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            dia.npz         | UNSUPPORTED        | format.npy: the format is dia, read are csr, csc and coo; save A.tocsr()
            bsr.npz         | UNSUPPORTED        | the format is bsr
            complex.npz     | UNSUPPORTED        | data.npy: complex values are not supported, only real ones; the real system
            complex.npy     | UNSUPPORTED        | of twice the size has the same solution
            rectangular.npz | NOT_SQUARE         | the matrix is 4×3, not square; least squares are the square system
            dense.npz       | NOT_THIS_FORMAT    | it holds A.npy
            objects.npy     | UNSUPPORTED        | a pickle
            structured.npy  | UNSUPPORTED        | save its fields one by one
            text.npy        | DIMENSION_MISMATCH | the array is 2, a matrix has two dimensions
            vector.npy      | DIMENSION_MISMATCH | a matrix has two dimensions
            nan.npy         | NON_FINITE         | element 1 (byte 136): it is NaN
            """)
    void whatCannotBeTakenIsRefusedWithWhatToDo(String name, Kind kind, String words) {
        ExchangeException refused = refusal(Golden.bytes(name));
        assertThat(refused).hasMessageContaining(words);
        assertThat(refused.kind()).isEqualTo(kind);
    }

    @Test
    void aVectorOfAnotherLengthOrShapeIsRefused() {
        assertThat(catchThrowableOfType(ExchangeException.class, () -> vector("vector.npy", 5)))
                .hasMessage("the vector has 4 rows, expected 5");
        assertThat(catchThrowableOfType(ExchangeException.class, () -> vector("c.npy", 4)))
                .hasMessage("the array is 4×4, a vector has one dimension or one column");
        assertThat(catchThrowableOfType(ExchangeException.class, () -> vector("text.npy", 2)))
                .hasMessageContaining("text, numbers are needed");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'descr': '<f8', 'fortran_order': False, 'shape': (2147483000, 2147483000)}   | TOO_LARGE
            {'descr': '<f8', 'fortran_order': False, 'shape': (900000, 900000)}           | TRUNCATED
            {'descr': '<f8', 'fortran_order': False, 'shape': (0, 0)}                     | EMPTY
            {'descr': '<f8', 'fortran_order': False, 'shape': (2, 3)}                     | NOT_SQUARE
            {'descr': '<f8', 'fortran_order': False, 'shape': (2, )}                      | DIMENSION_MISMATCH
            {'descr': '<f8', 'fortran_order': False, 'shape': (2, -2)}                    | BAD_HEADER
            {'descr': '<f8', 'fortran_order': False, 'shape': (2,, 2)}                    | BAD_HEADER
            {'descr': '<f8', 'fortran_order': False, 'shape': (9999999999999999999, 2)}   | BAD_HEADER
            {'descr': '<f8', 'fortran_order': 0, 'shape': (2, 2)}                         | BAD_HEADER
            {'descr': '<f16', 'fortran_order': False, 'shape': (2, 2)}                    | UNSUPPORTED
            {'descr': '<M8[ns]', 'fortran_order': False, 'shape': (2, 2)}                 | UNSUPPORTED
            {'descr': '', 'fortran_order': False, 'shape': (2, 2)}                        | BAD_HEADER
            {'fortran_order': False, 'shape': (2, 2)}                                     | BAD_HEADER
            __import__('os')                                                              | BAD_HEADER
            """)
    void aHeaderIsNotBelieved(String text, Kind kind) {
        assertThat(refusal(header(text)).kind()).isEqualTo(kind);
    }

    @Test
    void anArchiveWithoutItsPartsOrWithOnesThatDoNotFitIsRefused() throws IOException {
        String none = "{'descr': '<i4', 'fortran_order': False, 'shape': (0,)}";
        assertThat(refusal(archive("indices.npy", none)).kind()).isEqualTo(Kind.BAD_ARCHIVE);
        assertThat(refusal(archive()).kind()).isEqualTo(Kind.NOT_THIS_FORMAT);
        String huge = "{'descr': '<i4', 'fortran_order': False, 'shape': (2000000000,)}";
        assertThat(refusal(archive("indices.npy", huge)).kind()).isEqualTo(Kind.TOO_LARGE);
        String many = "{'descr': '<i4', 'fortran_order': False, 'shape': (900000,)}";
        assertThat(refusal(archive("indices.npy", many)).kind()).isEqualTo(Kind.TRUNCATED);
        String table = "{'descr': '<i4', 'fortran_order': False, 'shape': (2, 2)}";
        assertThat(refusal(archive("data.npy", table)).kind()).isEqualTo(Kind.DIMENSION_MISMATCH);
        byte[] cut = Golden.bytes("csr.npz");
        assertThat(refusal(java.util.Arrays.copyOf(cut, 300)).kind()).isEqualTo(Kind.BAD_ARCHIVE);
    }

    @Test
    void aSmallArchiveThatUnpacksToMuchStopsAtTheMemoryItMayTake() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("indptr.npy"));
            zip.write(header("{'descr': '|i1', 'fortran_order': False, 'shape': (900000,)}"));
            zip.write(new byte[900_000]);
        }
        assertThat(out.size()).isLessThan(2_000);
        class Spent extends RuntimeException {
            private static final long serialVersionUID = 1L;
        }
        long[] left = {100_000};
        Allowance little = bytes -> {
            left[0] -= bytes;
            if (left[0] < 0) {
                throw new Spent();
            }
        };
        assertThat(catchThrowableOfType(Spent.class, () -> Golden.read(out.toByteArray(), little)))
                .isNotNull();
    }
}
