// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import static io.rivulet.actors.session.Failures.get;
import static io.rivulet.actors.session.Failures.until;

import io.rivulet.actors.store.StoreSettings;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.request.SystemSource;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/// One honest node, and three that vote beside it as badly as a test wants.
final class VotersOfFour implements AutoCloseable {
    private static final LinearSystem GRID = grid();

    final TestNode node;
    final List<FaultyVoter> voters;

    private VotersOfFour(TestNode node, List<FaultyVoter> voters) {
        this.node = node;
        this.voters = voters;
    }

    /// @param over HOCON laid over the node's settings
    static VotersOfFour start(String over) throws Exception {
        TestNode node = TestNode.start(StoreSettings.inMemory("voters-" + UUID.randomUUID()), over, TestNode.MEMORY);
        List<FaultyVoter> voters = IntStream.rangeClosed(1, 3)
                .mapToObj(k -> FaultyVoter.join(node, "voter-" + k, GRID))
                .toList();
        until(() -> node.sessions.membership().members().electorate().present().size() == 4);
        return new VotersOfFour(node, voters);
    }

    private static LinearSystem grid() {
        var a = Gallery.generate(new GalleryRecipe.GridPlusLeak(30, 30, 1.0));
        double[] b = new double[a.rows()];
        Arrays.setAll(b, i -> Math.sin(i));
        return new LinearSystem(a, DenseVector.adopt(b));
    }

    UUID open(SessionSettings settings) throws Exception {
        return get(node.sessions.open(Requests.of(new SystemSource.Explicit(GRID), settings), "ann"))
                .id();
    }

    UUID solved() throws Exception {
        UUID id = open(Requests.settings(true));
        get(node.sessions.reads().solution(id, "ann", 0));
        return id;
    }

    static SessionSettings byConsensus() {
        return Requests.settings(true).toBuilder()
                .verifying(SessionSettings.Verifying::byConsensus)
                .build();
    }

    void heal() {
        voters.forEach(voter -> voter.fault = FaultyVoter.Fault.NONE);
    }

    @Override
    public void close() {
        voters.forEach(FaultyVoter::close);
        node.close();
    }
}
