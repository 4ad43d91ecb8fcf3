// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.auth;

import io.rivulet.http.route.Audit;
import io.rivulet.http.route.Place;
import io.rivulet.http.route.Principal;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes down who changed what, and who was refused: one line each under the logger `io.rivulet.audit`. Nothing of the
/// address but its route, no header and no body, so that no secret gets there.
/// **Thread** any. **Bounded by** [#REFUSALS_A_SECOND]: whoever is refused could fill a disk; what was left out is
/// told.
final class AuditLog implements Audit {
    static final int REFUSALS_A_SECOND = 100;

    private static final Logger LOG = LoggerFactory.getLogger("io.rivulet.audit");
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final String SESSION_HEADER = "X-Session-Id";

    private final LongSupplier nanoTime;
    private long second;
    private long refused;

    AuditLog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.second = nanoTime.getAsLong();
    }

    @Override
    public void heard(Place place, HttpRequest request, List<String> captures, Principal caller, HttpResponse answer) {
        int status = answer.status().intValue();
        boolean refusal = status == 401 || status == 403 || status == 429;
        boolean changes = !place.method().equals("GET")
                || request.getAttribute(AttributeKeys.webSocketUpgrade).isPresent();
        if (refusal ? hasRoom() : changes) {
            LOG.info(
                    "principal={} method={} route={} session={} status={}",
                    caller.name().isEmpty() ? "-" : quoted(caller.name()),
                    place.method(),
                    place.pattern(),
                    session(place, captures, answer),
                    status);
        }
    }

    private static String session(Place place, List<String> captures, HttpResponse answer) {
        String id = answer.getHeader(SESSION_HEADER)
                .map(HttpHeader::value)
                .orElse(place.ofSession() ? captures.getFirst() : "-");
        // What a caller put into the path is not always one.
        return id.matches("[0-9A-Fa-f-]{1,36}") ? id : "?";
    }

    private static String quoted(String name) {
        return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private synchronized boolean hasRoom() {
        long now = nanoTime.getAsLong();
        if (now - second >= SECOND_NANOS) {
            if (refused > REFUSALS_A_SECOND) {
                LOG.warn(
                        "refusals={} were not written down, more than {} a second",
                        refused - REFUSALS_A_SECOND,
                        REFUSALS_A_SECOND);
            }
            second = now;
            refused = 0;
        }
        refused++;
        return refused <= REFUSALS_A_SECOND;
    }
}
