// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.mcp;

import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpStreamableServerSession;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// The clients' sessions at this node. Many clients never say that they are done: a session that is idle for
/// [#IDLE] ends by itself, and an owner that has [#EACH] loses the one that was idle longest to the next.
/// **Thread** any. **Bounded by** [#MOST] sessions, [#EACH] of one owner.
final class McpSessions {
    static final int MOST = 1_024;
    static final int EACH = 64;
    static final Duration IDLE = Duration.ofMinutes(30);

    private static final long RETRY_MILLIS = 60_000;

    private final Map<String, McpSession> sessions = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    McpSessions(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /// **Errors** `capacity_exceeded`.
    synchronized McpSession open(String owner, McpStreamableServerSession sdk) {
        endIdle();
        List<McpSession> own = sessions.values().stream()
                .filter(session -> session.owner().equals(owner))
                .toList();
        if (own.size() >= EACH) {
            long now = nanoTime.getAsLong();
            own.stream()
                    .max(Comparator.comparingLong(session -> session.idleNanos(now)))
                    .ifPresent(this::end);
        } else if (sessions.size() >= MOST) {
            throw Problem.of(ProblemCode.CAPACITY_EXCEEDED, "All " + MOST + " MCP sessions of this node are taken.")
                    .hint("End sessions that are done by DELETE /mcp.")
                    .retryAfter(RETRY_MILLIS)
                    .exception();
        }
        var session = new McpSession(owner, sdk, nanoTime.getAsLong());
        sessions.put(session.id(), session);
        return session;
    }

    /// The session, which has been used by that; empty where it is not the owner's.
    Optional<McpSession> find(String id, String owner) {
        McpSession session = sessions.get(id);
        if (session == null || !session.owner().equals(owner)) {
            return Optional.empty();
        }
        long now = nanoTime.getAsLong();
        if (session.idleNanos(now) > IDLE.toNanos()) {
            end(session);
            return Optional.empty();
        }
        session.used(now);
        return Optional.of(session);
    }

    void end(McpSession session) {
        if (sessions.remove(session.id(), session)) {
            session.end();
        }
    }

    void unlisten(McpSession session, EventStream stream) {
        session.unlisten(stream, nanoTime.getAsLong());
    }

    /// Tells the clients of an owner that listen.
    void notify(String owner, String method) {
        var notification = new JSONRPCNotification(method);
        for (McpSession session : sessions.values()) {
            EventStream stream = session.owner().equals(owner) ? session.listening() : null;
            if (stream != null) {
                stream.send(notification);
            }
        }
    }

    private void endIdle() {
        long now = nanoTime.getAsLong();
        sessions.values().stream()
                .filter(session -> session.idleNanos(now) > IDLE.toNanos())
                .toList()
                .forEach(this::end);
    }

    int count() {
        return sessions.size();
    }
}
