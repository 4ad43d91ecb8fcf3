// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.incident;

import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;

/// What the world hears of an unexpected failure: an incident id. What happened is in the log under that id.
public final class Incidents {
    private Incidents() {}

    /// The problem that a failed stage carries; anything else is a bug, logged and named by an incident.
    public static Problem problemOf(Throwable failure, Logger log, String doing) {
        Throwable cause = cause(failure);
        return cause instanceof RivuletException known
                ? known.problem()
                : Problem.of(ProblemCode.INTERNAL_ERROR, "Incident " + report(cause, log, doing));
    }

    /// What went wrong, without what stages wrap around it.
    public static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /// Logs `failure` and returns the incident's id.
    public static String report(Throwable failure, Logger log, String doing) {
        String incident = UUID.randomUUID().toString();
        log.error("{} failed incident={}", doing, incident, failure);
        return incident;
    }
}
