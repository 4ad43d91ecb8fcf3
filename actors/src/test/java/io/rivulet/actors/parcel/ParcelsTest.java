// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.parcel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rivulet.actors.follow.FollowerMessage;
import io.rivulet.actors.session.core.Output.EncodedLine;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ParcelsTest {
    private static final ActorTestKit KIT = ActorTestKit.create();

    private static final Parcels PARCELS = Parcels.start(KIT.system(), System::nanoTime);

    private final AtomicLong nanos = new AtomicLong();

    @AfterAll
    static void shutdown() {
        KIT.shutdownTestKit();
    }

    private static FollowerMessage.Lines lines(int bytes) {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return new FollowerMessage.Lines(2, 5, 5, List.of(new EncodedLine(5, false, content)), true);
    }

    @Test
    void whatIsPulledIsWhatWasWrapped() throws Exception {
        for (int bytes : new int[] {1, ParcelDesk.PIECE_BYTES, 5 * ParcelDesk.PIECE_BYTES + 17, 9_000_000}) {
            FollowerMessage.Lines sent = lines(bytes);
            Parcel parcel = PARCELS.wrap(sent);
            assertThat(parcel.bytes()).isGreaterThan(bytes);
            FollowerMessage.Lines got = PARCELS.unwrap(parcel, FollowerMessage.Lines.class)
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            assertThat(got.lines().getFirst().bytes())
                    .isEqualTo(sent.lines().getFirst().bytes());
        }
    }

    @Test
    void aPieceFitsIntoAFrame() {
        var piece = new ParcelDesk.Piece(1, 2, new byte[ParcelDesk.PIECE_BYTES]);
        var shelf = new ParcelShelf(nanos::get);
        assertThat(KIT.serializationTestKit().verifySerialization(piece, false).bytes())
                .hasSize(ParcelDesk.PIECE_BYTES);
        assertThat(ParcelDesk.PIECE_BYTES).isLessThan(128 << 10);
        assertThat(shelf.usedBytes()).isZero();
    }

    @Test
    void oneThatIsNotKeptAnyMoreFails() {
        Parcel parcel = PARCELS.wrap(lines(300_000));
        parcel.desk().tell(new ParcelDesk.Received(parcel.number()));
        assertThatThrownBy(() -> PARCELS.unwrap(parcel, FollowerMessage.Lines.class)
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("not kept");
    }

    @Test
    void oneThatNobodyPullsIsGivenUpAndTheShelfHasABound() {
        var shelf = new ParcelShelf(nanos::get);
        long first = shelf.put(new byte[10]);
        byte[] half = new byte[(int) (ParcelShelf.MOST_BYTES / 2)];
        long second = shelf.put(half);
        assertThatThrownBy(() -> shelf.put(half))
                .isInstanceOfSatisfying(
                        RivuletException.class,
                        full -> assertThat(full.problem())
                                .extracting(Problem::code)
                                .isEqualTo(ProblemCode.SESSION_BUSY));
        nanos.addAndGet(ParcelShelf.LIFE.toNanos());
        assertThat(shelf.get(second)).hasSameSizeAs(half);
        nanos.addAndGet(1);
        shelf.sweep();
        assertThat(shelf.get(first)).isEmpty();
        shelf.remove(second);
        assertThat(shelf.usedBytes()).isZero();
    }
}
