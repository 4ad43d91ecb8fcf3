// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.session.core.Output.EncodedLine;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.line.LineEncoder;
import io.rivulet.serialization.line.XJson;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FollowCursorTest {
    private static final Line SNAPSHOT =
            new Line.Snapshot(3, "live", 2, XJson.sparse(SparseVector.EMPTY), 1e-9, null, false);

    private static FollowerMessage.Lines lines(long incarnation, long first, Line... each) {
        List<EncodedLine> encoded = IntStream.range(0, each.length)
                .mapToObj(k ->
                        new EncodedLine(first + k, false, LineEncoder.encode(each[k], new UUID(1, 1), first + k, 0)))
                .toList();
        return new FollowerMessage.Lines(incarnation, first, first + each.length - 1, encoded, false);
    }

    @Test
    void itTakesWhatContinuesWhatItHas() {
        var cursor = new FollowCursor(OptionalLong.of(4));
        assertThat(cursor.takes(lines(1, 5, new Line.Heartbeat()))).isFalse();
        assertThat(cursor.takes(lines(1, 4, new Line.Heartbeat()))).isTrue();
        assertThat(cursor.takes(lines(2, 5, new Line.Heartbeat()))).isTrue();
        assertThat(cursor.takes(lines(1, 6, new Line.Heartbeat())))
                .as("of before")
                .isFalse();
        assertThat(cursor.from()).hasValue(6);
    }

    @Test
    void withoutAWordWhereItBeginsItBeginsWithASnapshotOrTheFirstLineOfAll() {
        var late = new FollowCursor(OptionalLong.empty());
        assertThat(late.takes(lines(1, 8, new Line.Heartbeat())))
                .as("the snapshot before it was lost")
                .isFalse();
        assertThat(late.takes(lines(1, 8))).as("a sign of life after it").isFalse();
        assertThat(late.from()).isEmpty();
        assertThat(late.takes(lines(1, 8, SNAPSHOT, new Line.Heartbeat()))).isTrue();
        assertThat(late.from()).hasValue(10);
        var early = new FollowCursor(OptionalLong.empty());
        assertThat(early.takes(lines(1, 1, new Line.Heartbeat()))).isTrue();
    }
}
