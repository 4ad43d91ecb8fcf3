// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChunkCodecTest {
    @Test
    void everyBlobKeepsItsBytesAndComesBack() throws IOException {
        for (Map.Entry<String, ProblemContent> sample : Samples.problems().entrySet()) {
            byte[] blob = Golden.compare("problem-" + sample.getKey() + "-1", ChunkCodec.encode(sample.getValue()));
            assertThat(ChunkCodec.decodeProblem(blob))
                    .usingRecursiveComparison()
                    .isEqualTo(sample.getValue());
            assertThat(ChunkCodec.hash(sample.getValue())).isEqualTo(ChunkCodec.hash(blob));
        }
        byte[] delta = Golden.compare("delta-1", ChunkCodec.encode(Samples.DELTA));
        assertThat(ChunkCodec.decodeDelta(delta)).isEqualTo(Samples.DELTA);
        byte[] vector = Golden.compare("vector-1", ChunkCodec.encode(Samples.VECTOR));
        assertThat(ChunkCodec.decodeVector(vector)).isEqualTo(Samples.VECTOR);
    }

    @Test
    void theHashIsThatOfTheBytes() {
        assertThat(ChunkCodec.hash(new byte[0]))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void aProblemLargerThanTheBufferGoesThroughStreams() throws IOException {
        int n = 30_000;
        var random = new Random(4);
        int[] start = new int[n + 1];
        int[] column = new int[2 * n];
        double[] value = new double[2 * n];
        for (int i = 0; i < n; i++) {
            start[i + 1] = 2 * i + 2;
            column[2 * i] = Math.min(i, n - 2);
            column[2 * i + 1] = n - 1;
            value[2 * i] = random.nextGaussian();
            value[2 * i + 1] = random.nextGaussian();
        }
        double[] b = random.doubles(n).toArray();
        var problem = new ProblemContent.Explicit(
                new LinearSystem(CsrMatrix.adopt(n, start, column, value), DenseVector.adopt(b)));
        var sink = new ByteArrayOutputStream();
        ChunkCodec.write(problem, sink);
        byte[] blob = sink.toByteArray();
        assertThat(blob).isEqualTo(ChunkCodec.encode(problem));
        var read = (ProblemContent.Explicit) ChunkCodec.readProblem(slow(blob), blob.length);
        assertThat(read.system().a().rowStart()).isEqualTo(start);
        assertThat(read.system().a().column()).isEqualTo(column);
        assertThat(read.system().a().value()).isEqualTo(value);
        assertThat(read.system().b().values()).isEqualTo(b);
    }

    /// Gives a few bytes at a time, as chunks do.
    private static InputStream slow(byte[] bytes) {
        var all = new ByteArrayInputStream(bytes);
        return new InputStream() {
            @Override
            public int read() {
                return all.read();
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                return all.read(into, offset, Math.min(length, 777));
            }
        };
    }

    @Test
    void aDeltaIsAnUpdateOfAbsoluteValues() {
        var delta = new DeltaContent(
                DenseVector.adopt(new double[] {1, 2}), SparseVector.adopt(new int[] {1}, new double[] {5}), List.of());
        assertThat(ChunkCodec.decodeDelta(ChunkCodec.encode(delta))).isEqualTo(delta);
        assertThat(delta.asUpdate().vector()).isEqualTo(delta.vector());
        assertThat(delta.asUpdate().set()).isEqualTo(delta.b());
        assertThat(delta.asUpdate().delta().isEmpty()).isTrue();
    }

    @Test
    void damagedBlobsAreRefused() {
        byte[] blob = ChunkCodec.encode(Samples.EXPLICIT);
        for (int k = 0; k < blob.length; k++) {
            byte[] damaged = blob.clone();
            damaged[k] ^= 0x04;
            assertThatExceptionOfType(CodecException.class).isThrownBy(() -> ChunkCodec.decodeProblem(damaged));
            byte[] cut = java.util.Arrays.copyOf(blob, k);
            assertThatExceptionOfType(CodecException.class).isThrownBy(() -> ChunkCodec.decodeProblem(cut));
        }
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> ChunkCodec.decodeDelta(blob));
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> ChunkCodec.decodeVector(blob));
        byte[] vector = ChunkCodec.encode(Samples.VECTOR);
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> ChunkCodec.decodeProblem(vector));
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> ChunkCodec.readProblem(new ByteArrayInputStream(blob), blob.length + 8L));
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> ChunkCodec.readProblem(new ByteArrayInputStream(blob), 2));
    }

    @Test
    void aHugeLengthInsideASmallBlobAllocatesNothing() {
        byte[] blob = ChunkCodec.encode(Samples.VECTOR);
        // Magic 4, kind 1, version 1, flag 1: then the length.
        LittleEndianWriter.INTS.set(blob, 7, Integer.MAX_VALUE - 100);
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> ChunkCodec.decodeVector(blob))
                .withMessageContaining("things of 8 bytes");
        LittleEndianWriter.INTS.set(blob, 7, -1);
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> ChunkCodec.decodeVector(blob));
    }
}
