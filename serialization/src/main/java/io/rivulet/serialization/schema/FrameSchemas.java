// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.schema;

import java.util.LinkedHashMap;
import java.util.Map;

/// The frames of `/ws/solver`, by their `type`.
public final class FrameSchemas {
    private static final Schema TEXTS = Schema.array(Schema.text());

    private FrameSchemas() {}

    /// What a client sends.
    public static Map<String, Schema> sent() {
        var sent = new LinkedHashMap<String, Schema>();
        asked(sent, "solve_request", BodySchemas.solve());
        asked(
                sent,
                "subscribe",
                ofSession().property("from", Schema.whole().from(0).says("the first line wanted")));
        asked(sent, "unsubscribe", ofSession());
        asked(sent, "cost_update", BodySchemas.costUpdate());
        asked(sent, "cost_report", SwarmSchemas.report());
        asked(sent, "verify", BodySchemas.verify());
        asked(sent, "join", SwarmSchemas.join());
        asked(sent, "probe_vote", SwarmSchemas.vote());
        asked(
                sent,
                "ping",
                Schema.object()
                        .property("node_id", Schema.text().says("a member's heartbeat"))
                        .property("session_id", Schema.id()));
        return sent;
    }

    /// What the server sends, beside the lines of sessions.
    public static Map<String, Schema> received() {
        var received = new LinkedHashMap<String, Schema>();
        replied(received, "ack", ack());
        replied(received, "joined", SwarmSchemas.joined());
        replied(
                received,
                "pong",
                Schema.object().required("timestamp", Schema.time()).property("warnings", TEXTS));
        received.put("probe_task", typed("probe_task").and(SwarmSchemas.task()));
        received.put("cost_delta", typed("cost_delta").and(SwarmSchemas.delta()));
        return received;
    }

    /// A line as the answer to a frame.
    public static Schema inReply(Schema line) {
        return line.property(
                "in_reply_to", Schema.either(Schema.text(), Schema.whole()).says("the id of the frame it answers"));
    }

    private static Schema ofSession() {
        return Schema.object().required("session_id", Schema.id());
    }

    private static Schema typed(String type) {
        return Schema.object().required("type", Schema.constant(type));
    }

    private static void asked(Map<String, Schema> frames, String type, Schema fields) {
        frames.put(
                type,
                typed(type)
                        .property(
                                "id",
                                Schema.either(Schema.text(), Schema.whole()).says("repeated as in_reply_to"))
                        .and(fields)
                        .required("type", Schema.constant(type)));
    }

    private static void replied(Map<String, Schema> frames, String type, Schema fields) {
        frames.put(type, inReply(typed(type)).and(fields));
    }

    /// Of an update, of the end of a subscription, or of a vote.
    private static Schema ack() {
        return Schema.object()
                .and(AnswerSchemas.acknowledgement())
                .allOptional()
                .property("session_id", Schema.id())
                .property("task", Schema.text());
    }
}
