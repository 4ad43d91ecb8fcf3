// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.rivulet.numerics.linalg.Allowance;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files cut at each byte, and with each byte changed: they are read or refused, within little memory, and an archive
/// whose sums still fit holds the same matrix.
class DamagedFilesTest {
    private static final long MEMORY = 8_000_000;
    private static final int[] FLIPS = {0x01, 0x10, 0x80, 0xff};

    private enum Outcome {
        SAME,
        OTHER,
        REFUSED
    }

    private static Outcome outcome(byte[] file, String what) {
        long[] left = {MEMORY};
        Allowance little = bytes -> {
            left[0] -= bytes;
            if (left[0] < 0) {
                throw new AssertionError(what + " takes more than " + MEMORY + " bytes");
            }
        };
        try {
            return Arrays.deepEquals(Golden.dense(Golden.read(file, little)), Golden.A) ? Outcome.SAME : Outcome.OTHER;
        } catch (ExchangeException refused) {
            assertThat(refused).as(what).hasMessageMatching("(?s).{10,}");
            return Outcome.REFUSED;
        } catch (IOException | RuntimeException crash) {
            return fail(what + " ends with " + crash, crash);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"csr.npz", "csr_stored.npz", "csr_big_endian.npz", "csr_unsorted.npz", "coo.npz"})
    void anArchiveIsTheSameOrRefused(String name) {
        byte[] whole = Golden.bytes(name);
        for (int at = 0; at < whole.length; at++) {
            String place = name + ", byte " + at;
            assertThat(outcome(Arrays.copyOf(whole, at), place + " cut"))
                    .as(place)
                    .isNotEqualTo(Outcome.OTHER);
            for (int flip : FLIPS) {
                byte[] damaged = whole.clone();
                damaged[at] ^= (byte) flip;
                assertThat(outcome(damaged, place + " ^ " + flip)).as(place).isNotEqualTo(Outcome.OTHER);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"c.npy", "fortran_big_endian.npy", "float16.npy", "version2.npy", "scipy.rua"})
    void aSingleFileIsReadOrRefused(String name) {
        byte[] whole = Golden.bytes(name);
        for (int at = 0; at < whole.length; at++) {
            String place = name + ", byte " + at;
            Outcome cut = outcome(Arrays.copyOf(whole, at), place + " cut");
            assertThat(cut).as(place).isEqualTo(Outcome.REFUSED);
            for (int flip : FLIPS) {
                byte[] damaged = whole.clone();
                damaged[at] ^= (byte) flip;
                outcome(damaged, place + " ^ " + flip);
            }
        }
    }
}
