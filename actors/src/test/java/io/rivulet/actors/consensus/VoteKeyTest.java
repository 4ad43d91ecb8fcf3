// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.serialization.event.VotingKeys;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VoteKeyTest {
    private static final byte[] SAID = "x is right".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    @Test
    void theKeyIsMadeOnceForItsOwnerAlone() throws Exception {
        Path file = folder.resolve("vote.key");
        VoteKey made = VoteKey.at(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        VoteKey again = VoteKey.at(file);
        assertThat(again.publicKey()).isEqualTo(made.publicKey()).hasSize(64);
        assertThat(VotingKeys.isSignedBy(made.publicKey(), SAID, again.sign(SAID)))
                .isTrue();
        assertThat(made.toString()).doesNotContain(Files.readAllLines(file).getFirst());
    }

    @Test
    void othersSignaturesAndOtherWordsAreNotTaken() {
        VoteKey mine = VoteKey.fresh();
        VoteKey other = VoteKey.fresh();
        String signature = mine.sign(SAID);
        assertThat(VotingKeys.isSignedBy(mine.publicKey(), SAID, signature)).isTrue();
        assertThat(VotingKeys.isSignedBy(other.publicKey(), SAID, signature)).isFalse();
        assertThat(VotingKeys.isSignedBy(mine.publicKey(), new byte[] {1}, signature))
                .isFalse();
        for (String broken : List.of("", "00", "zz", signature.substring(2), signature + "00")) {
            assertThat(VotingKeys.isSignedBy(mine.publicKey(), SAID, broken))
                    .as(broken)
                    .isFalse();
        }
        for (String broken : List.of("", "00", "zz", "ff".repeat(32))) {
            assertThat(VotingKeys.isSignedBy(broken, SAID, signature))
                    .as(broken)
                    .isFalse();
        }
    }

    @Test
    void aFileThatOthersMayReadOrThatHoldsNoKeyIsRefused() throws Exception {
        Path file = folder.resolve("vote.key");
        VoteKey.at(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatIOException().isThrownBy(() -> VoteKey.at(file)).withMessageContaining("0600");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        List<String> lines = Files.readAllLines(file);
        Files.writeString(file, lines.getFirst() + "\n" + VoteKey.fresh().publicKey() + "\n");
        assertThatIOException().isThrownBy(() -> VoteKey.at(file)).withMessageContaining("belong together");
        Files.writeString(file, "");
        assertThatIOException().isThrownBy(() -> VoteKey.at(file)).withMessageContaining("holds no key");
    }

    @Test
    void aDigestIsOfAllEntriesInOrder() throws Exception {
        double[] values = new double[2_500];
        for (int k = 0; k < values.length; k++) {
            values[k] = Math.sin(k);
        }
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asDoubleBuffer().put(values);
        assertThat(SolutionDigest.of(DenseVector.copyOf(values)))
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array())));
    }
}
