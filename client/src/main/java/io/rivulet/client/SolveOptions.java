// SPDX-License-Identifier: Apache-2.0
package io.rivulet.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/// How a system is solved, streamed and kept; what is not said has the server's default. Meaning and ranges:
/// docs/reference/requests.md.
public final class SolveOptions {
    private final ObjectNode json;

    private SolveOptions(ObjectNode json) {
        this.json = json;
    }

    /// All defaults.
    public static SolveOptions defaults() {
        return new SolveOptions(Json.MAPPER.createObjectNode());
    }

    /// The stream stays open after convergence and follows updates.
    public SolveOptions live() {
        return with("live", true);
    }

    /// On ‖b − Ax‖₂ / ‖b‖₂.
    public SolveOptions tolerance(double relative) {
        return with("tolerance", relative);
    }

    public SolveOptions absoluteTolerance(double absolute) {
        return with("absolute_tolerance", absolute);
    }

    /// Asks for a certified ‖x − x*‖∞ instead.
    public SolveOptions errorBound(double bound) {
        return with("error_bound", bound);
    }

    public SolveOptions maxIterations(int number) {
        return with("max_iterations", number);
    }

    public SolveOptions maxTime(Duration time) {
        return with("max_time_ms", time.toMillis());
    }

    public SolveOptions preconditioner(String name) {
        return with("preconditioner", name);
    }

    public SolveOptions seed(long seed) {
        return with("seed", seed);
    }

    /// Idle time after which the session ends.
    public SolveOptions expiresAfter(Duration time) {
        return with("expires_after_s", time.toSeconds());
    }

    /// Which entries of x iterates and repairs have: `none`, `top_changes`, `changes` or `full`.
    public SolveOptions streamOfX(String which) {
        return with("/stream/x", which);
    }

    /// What a slow reader is not told: `compress`, `drop_oldest`, `drop_newest` or `block`, beyond so many lines.
    public SolveOptions onOverflow(String what, int bufferedLines) {
        return with("/stream/on_overflow", what).with("/stream/buffer", bufferedLines);
    }

    /// Any option by its name, or by a pointer such as `/verification/probe_count`.
    public SolveOptions with(String name, Object value) {
        ObjectNode copy = json.deepCopy();
        String[] path = (name.startsWith("/") ? name.substring(1) : name).split("/");
        ObjectNode place = copy;
        for (int k = 0; k + 1 < path.length; k++) {
            place = place.withObjectProperty(path[k]);
        }
        place.set(path[path.length - 1], Json.MAPPER.<JsonNode>valueToTree(value));
        return new SolveOptions(copy);
    }

    JsonNode json() {
        return json;
    }
}
