// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.view;

import io.rivulet.serialization.event.VoteSubject;
import io.rivulet.serialization.json.Json;

/// A verifier is asked to vote: the frame `probe_task`.
///
/// @param task how its vote names it
/// @param member who is asked
/// @param deadlineMillis after so long no vote of it counts any more
public record ProbeTask(String task, String member, VoteSubject subject, int probes, long deadlineMillis) {
    /// As a UTF-8 JSON object.
    public byte[] json() {
        String at = "/api/v1/sessions/" + subject.session();
        return Json.encode(json -> {
            json.writeStartObject();
            json.writeStringField("type", "probe_task");
            json.writeStringField("task", task);
            json.writeStringField("node_id", member);
            json.writeStringField("session_id", subject.session().toString());
            json.writeNumberField("epoch", subject.epoch());
            json.writeNumberField("revision", subject.revision());
            json.writeStringField("x_digest", subject.digest());
            json.writeStringField("strategy", subject.strategy());
            Json.number(json, "tolerance", subject.relativeTolerance());
            Json.number(json, "absolute_tolerance", subject.absoluteTolerance());
            json.writeNumberField("probe_count", probes);
            json.writeNumberField("deadline_ms", deadlineMillis);
            json.writeStringField("matrix", at + "/matrix?revision=" + subject.revision());
            json.writeStringField("vector", at + "/vector?revision=" + subject.revision());
            json.writeStringField("x", at + "/x?digest=" + subject.digest());
            json.writeEndObject();
        });
    }
}
