// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.partition.Decomposition;
import io.rivulet.numerics.partition.Mode;
import io.rivulet.numerics.partition.Partitioner;
import io.rivulet.numerics.partition.Routes;
import io.rivulet.numerics.partition.Subdomain;
import io.rivulet.numerics.partition.Topology;
import io.rivulet.numerics.partition.machine.Checkpoint;
import io.rivulet.numerics.partition.machine.Envelope;
import io.rivulet.numerics.partition.machine.Finding;
import io.rivulet.numerics.partition.machine.Message;
import io.rivulet.numerics.partition.machine.PartSettings;
import io.rivulet.numerics.partition.machine.Stamp;
import io.rivulet.numerics.partition.machine.Step;
import io.rivulet.numerics.partition.run.Placement;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartCodecTest {
    private static final Stamp STAMP = new Stamp(3, 4, 5, 1, 1L << 40);
    private static final DenseVector SOME = DenseVector.adopt(new double[] {0.1, -0.0, Double.MIN_VALUE});

    static Stream<Message> messages() {
        SparseVector coarse = SparseVector.adopt(new int[] {0, 7}, new double[] {1.5, -2});
        Stream<Step> steps = Stream.of(
                new Step.Freeze(1e-9, 0.5),
                new Step.Deliver(),
                new Step.CoarseEntries(),
                new Step.CgSmooth(true, 0.25, -3),
                new Step.CgCorrect(SOME),
                new Step.GmresSmooth(2, 0.5, SOME),
                new Step.GmresCorrect(SOME),
                new Step.GmresProject(SOME),
                new Step.GmresUpdate(SOME));
        Stream<Finding> findings = Stream.of(
                new Finding.Sums(SOME, coarse),
                new Finding.OwnResidual(1, 2, 3, 4, Double.POSITIVE_INFINITY),
                new Finding.Block(SOME),
                new Finding.Coarse(coarse));
        Stream<Message> others = Stream.of(
                new Message.Halo(STAMP, SOME),
                new Message.RoundHalo(STAMP, DenseVector.adopt(new double[0])),
                new Message.Progress(STAMP, 9, 1e-3));
        return Stream.of(others, steps.map(step -> (Message) new Message.Ask(STAMP, 2, step)), findings.map(finding ->
                        (Message) new Message.Answer(STAMP, finding)))
                .flatMap(all -> all);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void aMessageComesBackAlsoInAnEnvelope(Message message) {
        assertThat(PartCodec.decodeMessage(PartCodec.encode(message))).isEqualTo(message);
        Envelope envelope = new Envelope(1, 2, 3, message);
        assertThat(PartCodec.decodeEnvelope(PartCodec.encode(envelope))).isEqualTo(envelope);
    }

    private static Placement placement(boolean withCheckpoint) {
        CsrMatrix a = Gallery.generate(Gallery.parse("poisson2d,nx=12,ny=9"));
        double[] b = new double[a.rows()];
        Arrays.setAll(b, i -> 1.0 / (1 + i));
        var shape = new Decomposition.Shape(2, 4, 1);
        Subdomain subdomain = Decomposition.of(
                        new LinearSystem(a, DenseVector.adopt(b)), Partitioner.ranges(a, 3), shape, 7, 8)
                .get(1);
        Checkpoint from =
                withCheckpoint ? new Checkpoint(1, 7, 6, 4, 19, DenseVector.adopt(new double[subdomain.size()])) : null;
        return new Placement(
                6, subdomain, new PartSettings(Mode.GMRES, true, 1 << 20), Routes.of(Topology.RING, 3), from);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPlacementComesBack(boolean withCheckpoint) {
        Placement placement = placement(withCheckpoint);
        Placement back = PartCodec.decodePlacement(PartCodec.encode(placement));
        assertThat(back.subdomain().columns())
                .usingRecursiveComparison()
                .isEqualTo(placement.subdomain().columns());
        assertThat(back).usingRecursiveComparison().isEqualTo(placement);
    }

    @Test
    void damagedBytesAreRefused() {
        byte[] bytes = PartCodec.encode(placement(true));
        bytes[bytes.length / 2] ^= 1;
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> PartCodec.decodePlacement(bytes));
    }
}
