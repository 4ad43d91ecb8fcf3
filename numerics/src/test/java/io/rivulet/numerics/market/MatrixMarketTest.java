// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rivulet.numerics.linalg.Allowance;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.TripletBuilder;
import io.rivulet.numerics.market.MatrixMarketException.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatrixMarketTest {
    private static final String GENERAL = "%%MatrixMarket matrix coordinate real general\n";
    private static final long LIMIT = 1_000_000;

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static CsrMatrix read(String text) throws IOException {
        return MatrixMarket.readMatrix(stream(text), LIMIT);
    }

    private static MatrixMarketException refusal(String text) {
        return catchThrowableOfType(MatrixMarketException.class, () -> read(text));
    }

    private static MatrixMarketException vectorRefusal(String text, int rows) {
        return catchThrowableOfType(MatrixMarketException.class, () -> MatrixMarket.readVector(stream(text), rows));
    }

    @Test
    void theSizesAreToldFromTheHeaderAlone() throws IOException {
        assertThat(MatrixMarket.readSizes(stream(GENERAL + "3 3 5\n"))).isEqualTo(new MatrixMarket.Sizes(3, 5));
        assertThat(MatrixMarket.readSizes(stream("%%MatrixMarket matrix coordinate real symmetric\n3 3 5\n")))
                .isEqualTo(new MatrixMarket.Sizes(3, 10));
        MatrixMarketException refused = catchThrowableOfType(
                MatrixMarketException.class, () -> MatrixMarket.readSizes(stream(GENERAL + "3 2 5\n")));
        assertThat(refused.kind()).isEqualTo(Kind.NOT_SQUARE);
    }

    @Test
    void anyMatrixIsTheSameAfterWritingAndReading() throws IOException {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            int n = 1 + random.nextInt(30);
            TripletBuilder triplets = new TripletBuilder(n);
            for (int k = random.nextInt(100); k >= 0; k--) {
                double value = Double.longBitsToDouble(random.nextLong());
                triplets.add(random.nextInt(n), random.nextInt(n), Double.isFinite(value) ? value / 1e10 : -0.0);
            }
            CsrMatrix a = triplets.build();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            MatrixMarket.writeMatrix(a, out);
            CsrMatrix again = MatrixMarket.readMatrix(new ByteArrayInputStream(out.toByteArray()), LIMIT);
            assertThat(again.rowStart()).as("seed %d", seed).isEqualTo(a.rowStart());
            assertThat(again.column()).as("seed %d", seed).isEqualTo(a.column());
            assertThat(again.value()).as("seed %d", seed).isEqualTo(a.value());
        }
    }

    @Test
    void numbersAreRoundedAsTheLibraryRoundsThem() throws IOException {
        Random random = new Random(7);
        for (int k = 0; k < 20_000; k++) {
            String text = switch (k % 5) {
                case 0 -> Double.toString(Double.longBitsToDouble(random.nextLong()));
                case 1 -> random.nextLong() + "." + Math.abs(random.nextLong());
                case 2 -> random.nextInt(1_000_000) + "e" + (random.nextInt(60) - 30);
                case 3 -> "-." + random.nextInt(1_000_000) + "E+" + random.nextInt(25);
                default -> "000" + random.nextInt(100) + ".000" + random.nextInt(1 << 30) + "00";
            };
            double expected = Double.parseDouble(text);
            if (Double.isFinite(expected)) {
                assertThat(MatrixMarket.readVector(stream(text), 1)[0]).as(text).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1.5D+02, 150", "1.5d2, 150", "+4., 4", ".5, 0.5", "-0, -0.0", "1e-400, 0", "4.0E0, 4"})
    void formsSeenInTheWildAreUnderstood(String text, double value) throws IOException {
        assertThat(MatrixMarket.readVector(stream(text + "\n"), 1)).containsExactly(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x1p3", "1f", "1e", "1e+", ".", "-", "1.2.3", "1,5", "e5", "1_000", "٣"})
    void whatIsNoDecimalNumberIsRefused(String text) {
        assertThat(vectorRefusal("1\n" + text + "\n", 2))
                .returns(Kind.BAD_ENTRY, MatrixMarketException::kind)
                .returns(2, MatrixMarketException::line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nan", "NaN", "-Infinity", "+inf", "1e999", "-1e400"})
    void whatIsNotFiniteIsRefused(String text) {
        assertThat(vectorRefusal("1\n" + text, 2))
                .returns(Kind.NON_FINITE, MatrixMarketException::kind)
                .returns(2, MatrixMarketException::line);
    }

    @Test
    void gzipIsRecognisedAndDamageToItIsTyped() throws IOException {
        byte[] packed = gzip(GENERAL + "2 2 2\n1 1 2\n2 2 3\n");
        assertThat(MatrixMarket.readMatrix(new ByteArrayInputStream(packed), LIMIT)
                        .get(1, 1))
                .isEqualTo(3.0);
        byte[] cut = Arrays.copyOf(packed, packed.length - 12);
        assertThat(catchThrowableOfType(
                        MatrixMarketException.class,
                        () -> MatrixMarket.readMatrix(new ByteArrayInputStream(cut), LIMIT)))
                .returns(Kind.BAD_GZIP, MatrixMarketException::kind);
        byte[] broken = packed.clone();
        broken[12] ^= 0x55;
        broken[20] ^= 0x55;
        assertThat(catchThrowableOfType(
                        MatrixMarketException.class,
                        () -> MatrixMarket.readMatrix(new ByteArrayInputStream(broken), LIMIT)))
                .isNotNull();
        byte[] headerOnly = Arrays.copyOf(packed, 5);
        assertThat(catchThrowableOfType(
                        MatrixMarketException.class,
                        () -> MatrixMarket.readMatrix(new ByteArrayInputStream(headerOnly), LIMIT)))
                .returns(Kind.BAD_GZIP, MatrixMarketException::kind);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void symmetricFilesMayListEitherTriangleButNotBoth() throws IOException {
        String head = "%%MatrixMarket matrix coordinate real symmetric\n3 3 3\n1 1 2\n";
        assertThat(read(head + "2 1 5\n3 3 1").get(0, 1)).isEqualTo(5.0);
        assertThat(read(head + "1 2 5\n3 3 1").get(1, 0)).isEqualTo(5.0);
        assertThat(refusal(head + "2 1 5\n1 2 5\n"))
                .returns(Kind.WRONG_TRIANGLE, MatrixMarketException::kind)
                .returns(5, MatrixMarketException::line);
    }

    @Test
    void skewSymmetricFilesMirrorTheNegative() throws IOException {
        String head = "%%MatrixMarket matrix coordinate integer skew-symmetric\n2 2 1\n";
        CsrMatrix a = read(head + "2 1 5\n");
        assertThat(a.get(1, 0)).isEqualTo(5.0);
        assertThat(a.get(0, 1)).isEqualTo(-5.0);
        assertThat(refusal(head + "1 1 5\n")).returns(Kind.WRONG_TRIANGLE, MatrixMarketException::kind);
    }

    @Test
    void arraysAreReadColumnByColumnWithTheirSymmetry() throws IOException {
        CsrMatrix general = read("%%MatrixMarket matrix array real general\n2 2\n1\n2\n3\n0\n");
        assertThat(general.get(1, 0)).isEqualTo(2.0);
        assertThat(general.get(0, 1)).isEqualTo(3.0);
        assertThat(general.nnz()).isEqualTo(3);
        CsrMatrix symmetric = read("%%MatrixMarket matrix array real symmetric\n2 2\n1\n2\n3\n");
        assertThat(symmetric.get(0, 1)).isEqualTo(2.0);
        CsrMatrix skew = read("%%MatrixMarket matrix array real skew-symmetric\n2 2\n7\n");
        assertThat(skew.get(0, 1)).isEqualTo(-7.0);
        assertThat(refusal("%%MatrixMarket matrix array real general\n2 2\n1\n2\n3\n"))
                .returns(Kind.TRUNCATED, MatrixMarketException::kind)
                .hasMessageContaining("3 of 4");
    }

    @Test
    void patternValuesAreOne() throws IOException {
        assertThat(read("%%MatrixMarket matrix coordinate pattern symmetric\n2 2 2\n1 1\n2 1\n")
                        .value())
                .containsExactly(1.0, 1.0, 1.0);
    }

    @ParameterizedTest
    @CsvSource({
        "%%MatrixMarket vector coordinate real general, UNSUPPORTED",
        "%%MatrixMarket matrix coordinate complex hermitian, UNSUPPORTED",
        "%%MatrixMarket matrix coordinate real hermitian, UNSUPPORTED",
        "%%MatrixMarket matrix array pattern general, BAD_BANNER",
        "%%MatrixMarket matrix sparse real general, BAD_BANNER",
        "%%MatrixMarket matrix coordinate float general, BAD_BANNER",
        "%%MatrixMarket matrix coordinate real diagonal, BAD_BANNER",
        "%%MatrixMarket matrix coordinate real general extra, BAD_BANNER",
        "% just a comment, NO_BANNER",
        "'', NO_BANNER",
    })
    void bannersThatAreNotUnderstoodSayWhatIsWrong(String banner, Kind kind) {
        assertThat(refusal(banner + "\n1 1 1\n1 1 1\n"))
                .returns(kind, MatrixMarketException::kind)
                .returns(1, MatrixMarketException::line);
    }

    @ParameterizedTest
    @CsvSource({
        "'', TRUNCATED",
        "2 2, BAD_SIZE",
        "2 2 x, BAD_SIZE",
        "2.0 2 1, BAD_SIZE",
        "-2 -2 1, BAD_SIZE",
        "2 2 1 1, BAD_SIZE",
        "99999999999999999999 2 1, BAD_SIZE",
        "2 3 1, NOT_SQUARE",
        "0 0 0, EMPTY",
        "2 2 9999999999, TOO_LARGE",
        "2000000000 2000000000 1, TOO_LARGE",
        "900000 900000 1, TRUNCATED",
    })
    void sizesThatCannotBeAreRefused(String sizes, Kind kind) {
        assertThat(refusal(GENERAL + "% c\n" + sizes)).returns(kind, MatrixMarketException::kind);
    }

    @Test
    void anArrayTooLargeForAnyProductIsRefused() {
        String head = "%%MatrixMarket matrix array real general\n";
        assertThat(refusal(head + "3000000000 3000000000\n1\n")).returns(Kind.TOO_LARGE, MatrixMarketException::kind);
        assertThat(refusal(head + "5000000000 5000000000\n1\n")).returns(Kind.TOO_LARGE, MatrixMarketException::kind);
        assertThat(refusal(head + "10000 10000\n1\n")).returns(Kind.TOO_LARGE, MatrixMarketException::kind);
    }

    @Test
    void rowsThatNoEntryCanFillAreRefusedBeforeAllocation() {
        assertThat(catchThrowableOfType(
                        MatrixMarketException.class,
                        () -> MatrixMarket.readMatrix(
                                stream(GENERAL + "2000000000 2000000000 1\n1 1 1\n"), Long.MAX_VALUE)))
                .returns(Kind.TOO_LARGE, MatrixMarketException::kind)
                .hasMessageContaining("2000000000");
    }

    @Test
    void theLimitCountsBothTriangles() {
        String text = "%%MatrixMarket matrix coordinate real symmetric\n3 3 3\n2 1 1\n3 1 1\n3 2 1\n";
        assertThat(catchThrowableOfType(MatrixMarketException.class, () -> MatrixMarket.readMatrix(stream(text), 5)))
                .returns(Kind.TOO_LARGE, MatrixMarketException::kind)
                .returns(5, MatrixMarketException::line);
    }

    @ParameterizedTest
    @CsvSource({
        "1 1, BAD_ENTRY",
        "1, BAD_ENTRY",
        "1 1 2 3, BAD_ENTRY",
        "1.5 1 2, BAD_ENTRY",
        "1 x 2, BAD_ENTRY",
        "1 1 abc, BAD_ENTRY",
        "1 3 2, INDEX_OUT_OF_RANGE",
        "0 1 2, INDEX_OUT_OF_RANGE",
        "-1 1 2, INDEX_OUT_OF_RANGE",
        "1 1 nan, NON_FINITE",
    })
    void entriesThatCannotBeNameTheirLine(String entry, Kind kind) {
        assertThat(refusal(GENERAL + "2 2 2\n1 1 1\n" + entry + "\n"))
                .returns(kind, MatrixMarketException::kind)
                .returns(4, MatrixMarketException::line);
    }

    @Test
    void duplicatesThatSumBeyondADoubleAreRefused() {
        assertThat(refusal(GENERAL + "1 1 2\n1 1 1e308\n1 1 1e308\n"))
                .returns(Kind.NON_FINITE, MatrixMarketException::kind)
                .hasMessageContaining("row 1, column 1");
    }

    @Test
    void aWordWithoutEndIsRefusedAndNotHeld() {
        assertThat(refusal(GENERAL + "1 1 1\n1 1 " + "1".repeat(5_000)))
                .returns(Kind.BAD_ENTRY, MatrixMarketException::kind)
                .message()
                .hasSizeLessThan(200);
    }

    @Test
    void aByteOrderMarkIsSkipped() throws IOException {
        assertThat(read("\ufeff" + GENERAL + "1 1 1\n1 1 2\n").get(0, 0)).isEqualTo(2.0);
    }

    @Test
    void vectorsComeInThreeForms() throws IOException {
        double[] expected = {1.5, 0.0, -2.0};
        for (String text : new String[] {
            "1.5\n0\n-2\n",
            "# plain\n1.5\n\n% more\n0\n-2",
            "%%MatrixMarket matrix array real general\n% c\n3 1\n1.5\n0\n-2\n",
            "%%MatrixMarket matrix coordinate real general\n3 1 3\n3 1 -2\n1 1 1\n1 1 .5\n"
        }) {
            assertThat(MatrixMarket.readVector(stream(text), 3)).as(text).isEqualTo(expected);
            assertThat(MatrixMarket.readVector(stream(text), -1)).as(text).isEqualTo(expected);
            assertThat(vectorRefusal(text, 2)).as(text).returns(Kind.DIMENSION_MISMATCH, MatrixMarketException::kind);
            assertThat(vectorRefusal(text, 4)).as(text).returns(Kind.DIMENSION_MISMATCH, MatrixMarketException::kind);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "%%MatrixMarket matrix array real symmetric;1 1;1 | BAD_BANNER",
                "%%MatrixMarket matrix array real general;1 3;1;2;3 | DIMENSION_MISMATCH",
                "%%MatrixMarket matrix array real general;3 1;1;2 | TRUNCATED",
                "%%MatrixMarket matrix array real general;1 1;1;2 | TRAILING_DATA",
                "%%MatrixMarket matrix coordinate real general;2 1 2;1 1 4 | TRUNCATED",
                "%%MatrixMarket matrix coordinate real general;2000000000 1 1;1 1 4 | DIMENSION_MISMATCH",
                "%%MatrixMarket matrix coordinate real general;2 1 2;1 1 1e308;1 1 1e308 | NON_FINITE",
                "1 2 | BAD_ENTRY",
            })
    void vectorsThatAreNoneAreRefused(String text, Kind kind) {
        assertThat(vectorRefusal(text.replace(';', '\n'), -1)).returns(kind, MatrixMarketException::kind);
    }

    @Test
    void aLongVectorIsTheSameAfterWritingAndReading() throws IOException {
        double[] x = RealMatrices.sines(5_000);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        MatrixMarket.writeVector(x, out);
        assertThat(MatrixMarket.readVector(new ByteArrayInputStream(out.toByteArray()), 5_000))
                .isEqualTo(x);
        assertThat(MatrixMarket.readVector(new ByteArrayInputStream(out.toByteArray()), -1))
                .isEqualTo(x);
    }

    @Test
    void asksForMemoryBeforeItTakesItWhateverTheTextIsPackedTo() throws IOException {
        var asked = new AtomicLong();
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write((GENERAL + "3 3 400000\n" + "1 1 1\n".repeat(400_000)).getBytes(StandardCharsets.UTF_8));
        }
        Allowance some = bytes -> {
            if (asked.addAndGet(bytes) > 5_000_000) {
                throw new IllegalStateException("enough");
            }
        };
        assertThat(packed.size()).isLessThan(10_000);
        assertThatIllegalStateException()
                .isThrownBy(() -> MatrixMarket.readMatrix(new ByteArrayInputStream(packed.toByteArray()), LIMIT, some));
        asked.set(0);
        MatrixMarket.readMatrix(stream(GENERAL + "3 3 1\n1 1 1\n"), LIMIT, asked::addAndGet);
        assertThat(asked).hasPositiveValue();
    }
}
