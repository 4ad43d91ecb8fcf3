// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameDecoderTest {
    private final List<byte[]> frames = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void framesComeOutWholeHoweverTheirBytesArrive(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        List<byte[]> sent = new ArrayList<>();
        var wire = new ByteArrayOutputStream();
        for (int k = 0; k < 50; k++) {
            byte[] body = new byte[1 + random.nextInt(5_000)];
            random.nextBytes(body);
            sent.add(body);
            wire.writeBytes(FrameDecoder.frame(body));
        }
        byte[] bytes = wire.toByteArray();
        var decoder = new FrameDecoder(FrameDecoder.GREETING_BYTES);
        for (int at = 0; at < bytes.length; ) {
            int piece = Math.min(bytes.length - at, 1 + random.nextInt(random.nextBoolean() ? 7 : 9_000));
            decoder.feed(ByteBuffer.wrap(bytes, at, piece), frames::add);
            at += piece;
        }
        decoder.end();
        assertThat(frames).as("seed " + seed).hasSameSizeAs(sent);
        for (int k = 0; k < sent.size(); k++) {
            assertThat(frames.get(k)).isEqualTo(sent.get(k));
        }
    }

    @Test
    void aFrameOfNoBytesBreaksTheProtocol() {
        refuses(new FrameDecoder(100), new byte[4], CloseCode.PROTOCOL_VIOLATION);
    }

    @Test
    void aFrameThatIsTooLargeIsRefusedByItsLengthAlone() {
        refuses(new FrameDecoder(100), new byte[] {0, 0, 0, 101}, CloseCode.FRAME_TOO_LARGE);
        refuses(new FrameDecoder(100), new byte[] {-1, -1, -1, -1}, CloseCode.FRAME_TOO_LARGE);
    }

    @Test
    void theLargestFrameThatIsAllowedPasses() {
        new FrameDecoder(100).feed(ByteBuffer.wrap(FrameDecoder.frame(new byte[100])), frames::add);
        assertThat(frames).singleElement().satisfies(frame -> assertThat(frame).hasSize(100));
    }

    @Test
    void nothingIsTakenAfterARefusal() {
        var decoder = new FrameDecoder(100);
        refuses(decoder, new byte[4], CloseCode.PROTOCOL_VIOLATION);
        refuses(decoder, FrameDecoder.frame(new byte[1]), CloseCode.PROTOCOL_VIOLATION);
    }

    @Test
    void aStreamThatEndsInsideAFrameIsTruncated() {
        for (int sent : new int[] {1, 3, 4, 6}) {
            var decoder = new FrameDecoder(100);
            decoder.feed(ByteBuffer.wrap(FrameDecoder.frame(new byte[3]), 0, sent), frames::add);
            assertThatThrownBy(decoder::end)
                    .as("after " + sent + " bytes")
                    .isInstanceOfSatisfying(
                            ProtocolException.class, e -> assertThat(e.code()).isEqualTo(CloseCode.TRUNCATED));
        }
        new FrameDecoder(100).end();
    }

    @Test
    void whatIsAllowedMayGrowBetweenTwoFramesOfOneRead() {
        var decoder = new FrameDecoder(10);
        byte[] wire = ByteBuffer.allocate(4 + 2 + 4 + 50)
                .put(FrameDecoder.frame("{}".getBytes(StandardCharsets.UTF_8)))
                .put(FrameDecoder.frame(new byte[50]))
                .array();
        decoder.feed(ByteBuffer.wrap(wire), frame -> {
            frames.add(frame);
            decoder.allow(50);
        });
        assertThat(frames).hasSize(2);
    }

    @Test
    void limitsAndFramesOfSizesThatNobodyMayUseAreTheCallersFault() {
        assertThatIllegalArgumentException().isThrownBy(() -> new FrameDecoder(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new FrameDecoder(FrameDecoder.MOST_BYTES + 1));
        assertThatIllegalArgumentException().isThrownBy(() -> FrameDecoder.frame(new byte[0]));
    }

    private void refuses(FrameDecoder decoder, byte[] bytes, CloseCode code) {
        assertThatThrownBy(() -> decoder.feed(ByteBuffer.wrap(bytes), frames::add))
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
