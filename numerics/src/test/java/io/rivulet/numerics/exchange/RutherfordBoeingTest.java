// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rivulet.numerics.exchange.ExchangeException.Kind;
import io.rivulet.numerics.linalg.CsrMatrix;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RutherfordBoeingTest {
    private static final String HEAD = "A title that may be anything                                            KEY\n";
    private static final String LOWER = "1356\n12233\n";
    private static final String FORMATS = "(4I1)           (5I1)           (1P,2D10.6)         ";
    private static final String VALUES = "-1.250D+01-4.500E-01\n   2500000    1.E+02\n   1.5+102\n";

    /// A 3×3 file of this type with 5 entries.
    private static String file(String type, String formats, String data) {
        return file(type, "3             3             5", formats, data);
    }

    private static String file(String type, String sizes, String formats, String data) {
        return HEAD + "             5             1             1             3\n" + type + "                        "
                + sizes + "             0\n" + formats + "\n" + data;
    }

    private static double[][] read(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        assertThat(RutherfordBoeing.begins(bytes)).isTrue();
        CsrMatrix matrix = Golden.read(bytes);
        return Golden.dense(matrix);
    }

    private static ExchangeException refusal(String text) {
        return catchThrowableOfType(
                ExchangeException.class, () -> Golden.read(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /// By the rules of Fortran input: without a point the last six digits stand behind it, the P factor divides what
    /// has no exponent, and the letter of an exponent with a sign may be missing.
    @Test
    void fieldsMayTouchAndNumbersAreReadAsFortranReadsThem() throws IOException {
        double[][] expected = {{-12.5, 0, 0}, {-0.45, 0.25, 0}, {0, 100, 1.5e102}};
        assertThat(read(file("RUA", FORMATS, LOWER + VALUES))).isDeepEqualTo(expected);
        assertThat(read(file("rua", FORMATS, LOWER + VALUES).replace("\n", "\r\n")))
                .isDeepEqualTo(expected);
        // Narrower than their format says, as SciPy writes them; and with a blank for the plus of an exponent.
        assertThat(read(file("RUA", FORMATS, LOWER + "-1.25D1 -4.5D-1\n2.5D-1 1.D2\n1.5E102\n")))
                .isDeepEqualTo(expected);
        assertThat(read(file("RUA", FORMATS, LOWER + VALUES.replace("    1.E+02", "    1.E 02"))))
                .isDeepEqualTo(expected);
        String noLineEnd = file("RUA", FORMATS, LOWER + VALUES.stripTrailing());
        assertThat(read(noLineEnd)).isDeepEqualTo(expected);
    }

    @Test
    void symmetricSkewAndPatternFilesAreFilled() throws IOException {
        assertThat(read(file("RSA", FORMATS, LOWER + VALUES)))
                .isDeepEqualTo(new double[][] {{-12.5, -0.45, 0}, {-0.45, 0.25, 100}, {0, 100, 1.5e102}});
        assertThat(read(file("PSA", "(4I1)           (5I1)", LOWER)))
                .isDeepEqualTo(new double[][] {{1, 1, 0}, {1, 1, 1}, {0, 1, 1}});
        String skew = file("IZA", "3 3 3", "(4I1) (5I1) (3I4)", "1344\n233\n   7  -8   9\n");
        assertThat(read(skew)).isDeepEqualTo(new double[][] {{0, -7, 8}, {7, 0, -9}, {-8, 9, 0}});
    }

    @Test
    void aRightHandSideOfAHarwellBoeingFileIsLeftAlone() throws IOException {
        String text = file(
                        "RUA",
                        FORMATS + "(3F5.1)",
                        "F                          1             0\n" + LOWER + VALUES + "  1.0  2.0  3.0\n")
                .replaceFirst("3\n", "3             1\n");
        assertThat(read(text)[2][2]).isEqualTo(1.5e102);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CUA | UNSUPPORTED | line 3: CUA: complex values are not supported, only real ones; the real system
            CHA | UNSUPPORTED | complex
            RUE | UNSUPPORTED | add them up and save the assembled matrix
            QUA | UNSUPPORTED | no values
            RRA | NOT_SQUARE  | rectangular
            RZA | WRONG_TRIANGLE | zero diagonal
            R2A | NOT_THIS_FORMAT | names no type
            """)
    void otherTypesAreRefusedWithWhatToDo(String type, Kind kind, String words) {
        ExchangeException refused = refusal(file(type, FORMATS, LOWER + VALUES));
        assertThat(refused).hasMessageContaining(words);
        assertThat(refused.kind()).isEqualTo(kind);
    }

    @Test
    void sizesAreNotBelieved() {
        assertThat(refusal(file("RRA", "3 2 5", FORMATS, LOWER + VALUES)))
                .hasMessageContaining("3×2, not square; least squares");
        assertThat(refusal(file("RUA", "2000000000 2000000000 5", FORMATS, LOWER + VALUES))
                        .kind())
                .isEqualTo(Kind.TOO_LARGE);
        assertThat(refusal(file("RUA", "3 3 900000000", FORMATS, LOWER + VALUES))
                        .kind())
                .isEqualTo(Kind.TOO_LARGE);
        assertThat(refusal(file("RUA", "0 0 0", FORMATS, "1\n")).kind()).isEqualTo(Kind.EMPTY);
        assertThat(refusal(file("RUA", "3 3 x", FORMATS, "1\n")).kind()).isEqualTo(Kind.BAD_HEADER);
        assertThat(refusal(file("RUA", "(4X1)(5I1)(5E9.1)", LOWER))).hasMessageContaining("“(4X1)” is not one such as");
        assertThat(refusal(file("RUA", "(4I1)(5I1)", LOWER))).hasMessageContaining("there are 2 formats");
        assertThat(refusal(file("RUA", "(4F1.0)(5I1)(5E9.1)", LOWER)).kind()).isEqualTo(Kind.BAD_HEADER);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1336/122       | BAD_ENTRY          | line 6: row index 4 is missing
            1326/12233     | INDEX_OUT_OF_RANGE | line 5: pointer 3 is 2, outside 3..6
            1355/12233     | DIMENSION_MISMATCH | line 5: the last pointer is 5, expected 6
            2356/12233     | INDEX_OUT_OF_RANGE | line 5: pointer 1 is 2, outside 1..1
            1356/12203     | INDEX_OUT_OF_RANGE | line 6: row index 4 is 0, outside 1..3
            1356/12243     | INDEX_OUT_OF_RANGE | line 6: row index 4 is 4, outside 1..3
            1356/1223x     | BAD_ENTRY          | line 6: row index 5 is “x”, not a whole number
            """)
    void badIndicesAreNamedWithTheirLine(String data, Kind kind, String words) {
        ExchangeException refused = refusal(file("RUA", FORMATS, data.replace('/', '\n') + "\n" + VALUES));
        assertThat(refused).hasMessageContaining(words);
        assertThat(refused.kind()).isEqualTo(kind);
    }

    @Test
    void badValuesAreNamedWithTheirLine() {
        assertThat(refusal(file("RUA", FORMATS, LOWER + VALUES.replace("1.5+102", "1.5+309"))))
                .hasMessageContaining("line 9: value 5 is “1.5+309”, beyond the range");
        assertThat(refusal(file("RUA", FORMATS, LOWER + VALUES.replace("1.5+102", "    NaN"))))
                .hasMessageContaining("not a finite number");
        assertThat(refusal(file("RUA", FORMATS, LOWER + VALUES.replace("1.5+102", "1.5x102"))))
                .hasMessageContaining("value 5 is “1.5x102”, not a number");
        assertThat(refusal(file("RUA", FORMATS, LOWER + VALUES + "7\n")))
                .hasMessageContaining("line 10: the text goes on");
        assertThat(refusal(file("RUA", FORMATS, "1356\n11233\n" + VALUES)).kind())
                .isEqualTo(Kind.REPEATED);
        assertThat(refusal(file("RSA", FORMATS, "1356\n12133\n" + VALUES)).kind())
                .isEqualTo(Kind.WRONG_TRIANGLE);
    }
}
