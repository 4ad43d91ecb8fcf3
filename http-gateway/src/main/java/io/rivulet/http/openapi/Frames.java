// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.openapi;

import static io.rivulet.http.openapi.Story.object;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Frames to send on a socket, one after the other, each with the type of what answers it.
final class Frames {
    private static final String UPDATE = "b0a7e0d2-4f5a-4c3e-8d21-9a6c1f7e2b03";

    private final List<Map<String, Object>> all = new ArrayList<>();

    private Frames() {}

    static List<Map<String, Object>> examples() {
        var frames = new Frames();
        frames.add("Whether somebody is there", "pong", "ping", Map.of());
        frames.add("Open a session and follow it", "session_opened", "solve_request", Story.solve(Story.ON_A_SOCKET));
        frames.add(
                "Follow another one from its first line",
                "session_opened",
                "subscribe",
                object("session_id", Story.SESSION, "from", 1));
        frames.add("Change a cost", "ack", "cost_update", Story.update(UPDATE, 2, 0.125));
        frames.add("Join as one who reports", "joined", "join", Story.join());
        frames.add("Report a cost", "ack", "cost_report", Story.report());
        frames.add("Check the x of a session", "verification_result", "verify", Story.ofSession());
        frames.add(
                "A word about a task that nobody has sent",
                "error",
                "probe_vote",
                object("task", "none", "verdict", "unable"));
        frames.add("Hear no more of it", "ack", "unsubscribe", Story.ofSession());
        return List.copyOf(frames.all);
    }

    private void add(String summary, String answer, String type, Map<String, Object> fields) {
        var frame = new LinkedHashMap<String, Object>();
        frame.put("type", type);
        frame.put("id", all.size() + 1);
        frame.putAll(fields);
        all.add(object("summary", summary, "value", frame, "x-answer", answer));
    }
}
