// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import static io.rivulet.actors.session.Failures.get;
import static io.rivulet.actors.session.Failures.refusal;
import static io.rivulet.actors.session.Failures.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.store.StoreSettings;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.request.ForkRequest;
import io.rivulet.serialization.request.SolveRequest;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class SessionPlacesTest {
    private static final String TWO = "rivulet.actors.session.most-active = 2";

    @Test
    void noMoreSessionsAreOpenedThanHavePlaces() throws Exception {
        try (TestNode node = TestNode.start(StoreSettings.inMemory("places"), TWO, TestNode.MEMORY)) {
            UUID first = UUID.randomUUID();
            SolveRequest again = Requests.grid(first, 6, 6, true);
            get(node.sessions.open(again, "ann"));
            get(node.sessions.open(Requests.grid(null, 6, 6, true), "bob"));

            assertThat(refusal(node.sessions.open(Requests.grid(null, 6, 6, true), "ann"))
                            .code())
                    .isEqualTo(ProblemCode.CAPACITY_EXCEEDED);
            assertThat(refusal(node.sessions.fork(first, "ann", new ForkRequest(null, (from, _) -> from, List.of())))
                            .code())
                    .isEqualTo(ProblemCode.CAPACITY_EXCEEDED);
            assertThat(get(node.sessions.open(again, "ann")).created()).isFalse();

            get(node.sessions.delete(first, "ann"));
            until(() -> opened(node.sessions.open(Requests.grid(null, 6, 6, true), "ann")));
        }
    }

    private static boolean opened(CompletionStage<Sessions.OpenedSession> opening) {
        return opening.handle((_, failure) -> failure == null)
                .toCompletableFuture()
                .join();
    }
}
