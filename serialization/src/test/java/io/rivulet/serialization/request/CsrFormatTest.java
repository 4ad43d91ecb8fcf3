// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import static io.rivulet.serialization.request.Requests.problemOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.linalg.Allowance;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.serialization.event.CodecException;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsrFormatTest {
    /// [[4,1,0],[0,3,2],[1,0,5]], written by hand.
    private static final String BYTES = "03000000 06000000 00000000 02000000 04000000 06000000"
            + "00000000 01000000 01000000 02000000 00000000 02000000"
            + "0000000000001040 000000000000f03f 0000000000000840 0000000000000040 000000000000f03f 0000000000001440";

    private static final int POINTERS = 8;
    private static final int INDICES = 24;
    private static final int VALUES = 48;

    @Test
    void theBytesAreThoseOfThePage() throws IOException {
        byte[] bytes = bytes();
        CsrMatrix a = read(bytes);
        assertThat(a.rowStart()).containsExactly(0, 2, 4, 6);
        assertThat(a.column()).containsExactly(0, 1, 1, 2, 0, 2);
        assertThat(a.value()).containsExactly(4, 1, 3, 2, 1, 5);
        var out = new ByteArrayOutputStream();
        CsrFormat.write(a, out);
        assertThat(out.toByteArray()).isEqualTo(bytes);
        assertThat(CsrFormat.sizeOf(3, 6)).isEqualTo(bytes.length);
        assertThat(CsrFormat.header(bytes)).containsExactly(3, 6);
    }

    @Test
    void arraysLongerThanTheBufferComeBackHoweverTheyArrive() throws IOException {
        CsrMatrix a = Gallery.generate(new GalleryRecipe.Poisson2d(301, 299));
        var out = new ByteArrayOutputStream();
        CsrFormat.write(a, out);
        byte[] bytes = out.toByteArray();
        var random = new Random(5);
        InputStream inPieces = new ByteArrayInputStream(bytes) {
            @Override
            public int read(byte[] target, int from, int length) {
                return super.read(target, from, Math.min(length, 1 + random.nextInt(1000)));
            }
        };
        for (CsrMatrix back : new CsrMatrix[] {
            CsrFormat.read(inPieces, Allowance.UNLIMITED),
            CsrFormat.readStored(new ByteArrayInputStream(bytes), bytes.length)
        }) {
            assertThat(back.rowStart()).isEqualTo(a.rowStart());
            assertThat(back.column()).isEqualTo(a.column());
            assertThat(back.value()).isEqualTo(a.value());
        }
    }

    @Test
    void columnsOfARowMayComeInAnyOrder() throws IOException {
        CsrMatrix a = read(changed(b -> {
            b.putInt(INDICES, 1).putInt(INDICES + 4, 0);
            b.putDouble(VALUES, 1).putDouble(VALUES + 8, 4);
        }));
        assertThat(a.column()).containsExactly(0, 1, 1, 2, 0, 2);
        assertThat(a.value()).containsExactly(4, 1, 3, 2, 1, 5);
    }

    @Test
    void rowsMayBeEmptyAndSoMayTheMatrix() throws IOException {
        byte[] gap = HexFormat.of()
                .parseHex("02000000 01000000 00000000 00000000 01000000 01000000 0000000000001040".replace(" ", ""));
        assertThat(read(gap).rowStart()).containsExactly(0, 0, 1);
        byte[] nothing = HexFormat.of().parseHex("02000000 00000000 00000000 00000000 00000000".replace(" ", ""));
        assertThat(read(nothing).nnz()).isZero();
    }

    @ParameterizedTest(name = "{1} at byte {0} → {2}")
    @CsvSource({
        "0, 0, /n",
        "0, -1, /n",
        "0, 2147483647, /n",
        "4, -1, /nnz",
        "8, 1, /row_pointers/0",
        "8, 6, /row_pointers/0",
        "12, -3, /row_pointers/1",
        "16, 1, /row_pointers/2",
        "16, 7, /row_pointers/2",
        "20, 5, /row_pointers/3",
        "24, -1, /col_indices/0",
        "28, 3, /col_indices/1",
        "44, 1000000, /col_indices/5",
        "28, 0, /col_indices/1",
    })
    void aWrongNumberIsToldWithItsPlaceAndItsByte(int at, int number, String pointer) {
        Problem problem = problemOf(() -> read(changed(b -> b.putInt(at, number))));
        assertThat(problem.code()).isEqualTo(ProblemCode.INVALID_MATRIX);
        assertThat(problem.pointer()).isEqualTo(pointer);
        assertThat(problem.hint()).isNotBlank();
        if (at > POINTERS) {
            assertThat(problem.detail()).contains("byte " + at);
        }
    }

    @Test
    void indicesFromOneAreRecognised() {
        Problem pointers = problemOf(() -> read(changed(b -> b.putInt(POINTERS, 1))));
        Problem indices = problemOf(() -> read(changed(b -> b.putInt(INDICES + 20, 3))));
        assertThat(pointers.hint()).contains("1-based");
        assertThat(indices.hint()).contains("1-based");
    }

    @Test
    void aValueThatIsNotFiniteIsToldWithItsByte() {
        Problem problem = problemOf(() -> read(changed(b -> b.putDouble(VALUES + 16, Double.NaN))));
        assertThat(problem.code()).isEqualTo(ProblemCode.NON_FINITE_VALUE);
        assertThat(problem.pointer()).isEqualTo("/values/2");
        assertThat(problem.detail()).contains("byte " + (VALUES + 16));
    }

    @Test
    void everyCutIsTruncatedAndEveryMoreIsTooMuch() {
        byte[] bytes = bytes();
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            Problem problem = problemOf(() -> read(cut));
            assertThat(problem.code()).isEqualTo(ProblemCode.INVALID_MATRIX);
            assertThat(problem.detail()).contains("ends after " + length + " bytes");
        }
        Problem more = problemOf(() -> read(Arrays.copyOf(bytes, bytes.length + 1)));
        assertThat(more.detail()).contains("goes on after the " + bytes.length + " bytes");
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> CsrFormat.readStored(new ByteArrayInputStream(bytes, 0, 90), 90));
    }

    @Test
    void whatTheHeaderPromisesIsNotAllocatedBeforeItArrives() {
        ByteBuffer promise = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
        promise.putInt(2_000_000_000).putInt(2_000_000_000);
        var taken = new AtomicLong();
        assertThat(problemOf(() -> CsrFormat.read(
                                new ByteArrayInputStream(promise.array()), bytes -> taken.addAndGet(bytes)))
                        .detail())
                .contains("ends after 1048576 bytes");
        assertThat(taken.get()).isLessThan(5L << 20);
    }

    @Test
    void memoryIsAskedForBeforeItIsTakenAndNotMuchMoreThanIsNeeded() throws IOException {
        CsrMatrix a = Gallery.generate(new GalleryRecipe.Poisson2d(400, 400));
        var out = new ByteArrayOutputStream();
        CsrFormat.write(a, out);
        var taken = new AtomicLong();
        CsrFormat.read(new ByteArrayInputStream(out.toByteArray()), bytes -> taken.addAndGet(bytes));
        assertThat(taken.get()).isBetween((long) out.size() - 8, 3L * out.size());
        Allowance tight = bytes -> {
            if (taken.addAndGet(-bytes) < 0) {
                throw Problem.of(ProblemCode.CAPACITY_EXCEEDED, "no more").exception();
            }
        };
        taken.set(out.size() / 2);
        assertThat(problemOf(() -> CsrFormat.read(new ByteArrayInputStream(out.toByteArray()), tight))
                        .code())
                .isEqualTo(ProblemCode.CAPACITY_EXCEEDED);
    }

    @Test
    void whateverArrivesIsReadOrRefused() {
        var random = new Random(9);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = bytes();
            for (int left = 1 + random.nextInt(3); left > 0; left--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                CsrMatrix a = read(bytes);
                assertThat(a.firstNonFinite()).isEqualTo(-1);
            } catch (io.rivulet.serialization.problem.RivuletException known) {
                refused++;
            } catch (IOException impossible) {
                throw new AssertionError(impossible);
            }
        }
        assertThat(refused).isBetween(5_000, 19_000);
    }

    private static CsrMatrix read(byte[] bytes) throws IOException {
        return UploadedMatrix.csr(new ByteArrayInputStream(bytes), Allowance.UNLIMITED);
    }

    private static byte[] bytes() {
        return HexFormat.of().parseHex(BYTES.replace(" ", ""));
    }

    private static byte[] changed(Consumer<ByteBuffer> change) {
        byte[] bytes = bytes();
        change.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
        return bytes;
    }
}
