// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.store.StoreSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionsTest {
    @TempDir
    static Path data;

    static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start(StoreSettings.embedded(data));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void aSessionSolvesAndFollowsAnUpdate() throws Exception {
        var opened = get(node.sessions.open(Requests.grid(null, 20, 20, true), "ann"));
        assertThat(opened.created()).isTrue();
        var first = get(node.sessions.solution(opened.id(), "ann", 0));
        assertThat(first.result().relativeResidual()).isLessThan(1e-8);
        var results = get(node.sessions.update(opened.id(), "ann", List.of(Requests.delta("s", 1, 17, 0.5)), true));
        assertThat(results).hasSize(1);
        var accepted = (Answer.UpdateResult.Accepted) results.getFirst();
        assertThat(accepted.revision()).isEqualTo(1);
        assertThat(accepted.applied()).isNotNull();
        var second = get(node.sessions.solution(opened.id(), "ann", 1));
        assertThat(second.result().revision()).isEqualTo(1);
        assertThat(second.result().relativeResidual()).isLessThan(1e-8);
    }

    static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
