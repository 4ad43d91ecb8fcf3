// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelcontextprotocol.spec.McpSchema.ClientCapabilities;
import io.modelcontextprotocol.spec.McpSchema.Implementation;
import io.modelcontextprotocol.spec.McpStreamableServerSession;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class McpSessionsTest {
    private final AtomicLong now = new AtomicLong();
    private final McpSessions sessions = new McpSessions(now::get);

    private McpSession open(String owner) {
        return sessions.open(
                owner,
                new McpStreamableServerSession(
                        UUID.randomUUID().toString(),
                        ClientCapabilities.builder().build(),
                        new Implementation("test", "1"),
                        Duration.ofSeconds(1),
                        Map.of(),
                        Map.of()));
    }

    @Test
    void anotherOwnersSessionIsNotFound() {
        McpSession session = open("ann");
        assertThat(sessions.find(session.id(), "ann")).contains(session);
        assertThat(sessions.find(session.id(), "bob")).isEmpty();
    }

    @Test
    void whatIsIdleForLongEnds() {
        McpSession used = open("ann");
        McpSession idle = open("ann");
        now.addAndGet(McpSessions.IDLE.toNanos());
        assertThat(sessions.find(used.id(), "ann")).contains(used);
        now.addAndGet(1);
        assertThat(sessions.find(idle.id(), "ann")).isEmpty();
        assertThat(sessions.find(used.id(), "ann")).contains(used);
        now.addAndGet(McpSessions.IDLE.toNanos() + 1);
        open("bob");
        assertThat(sessions.count()).isEqualTo(1);
    }

    @Test
    void anOwnerWithManyLosesTheOneThatWasIdleLongest() {
        McpSession first = open("ann");
        McpSession second = open("ann");
        for (int k = 2; k < McpSessions.EACH; k++) {
            now.incrementAndGet();
            open("ann");
        }
        now.incrementAndGet();
        assertThat(sessions.find(first.id(), "ann")).isPresent();
        McpSession other = open("bob");
        open("ann");
        assertThat(sessions.find(first.id(), "ann")).isPresent();
        assertThat(sessions.find(second.id(), "ann")).isEmpty();
        assertThat(sessions.find(other.id(), "bob")).isPresent();
        assertThat(sessions.count()).isEqualTo(McpSessions.EACH + 1);
    }

    @Test
    void aNodeThatIsFullTakesNoMore() {
        for (int k = 0; k < McpSessions.MOST; k++) {
            open("owner-" + k);
        }
        assertThatThrownBy(() -> open("late"))
                .isInstanceOfSatisfying(
                        RivuletException.class,
                        full -> assertThat(full.problem().code()).isEqualTo(ProblemCode.CAPACITY_EXCEEDED));
        assertThat(sessions.count()).isEqualTo(McpSessions.MOST);
    }
}
