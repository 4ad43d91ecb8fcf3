// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.auth;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.rivulet.http.route.Access;
import io.rivulet.http.route.Place;
import io.rivulet.http.route.Principal;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AuditLogTest {
    private static final String ID = "9b2f6c1e-0000-4000-8000-000000000001";
    private static final Principal ANN = new Principal("ann \"x\"", Access.USER);
    private static final Place DELETE = new Place("DELETE", "/api/v1/sessions/{id}", Access.USER, false);
    private static final Place READ = new Place("GET", "/api/v1/status/{id}", Access.USER, false);
    private static final Place SOLVE = new Place("POST", "/api/v1/solve-stream", Access.USER, false);

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.rivulet.audit");
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();
    private final AtomicLong nanos = new AtomicLong();
    private final AuditLog audit = new AuditLog(nanos::get);
    private Level before;

    @BeforeEach
    void listen() {
        before = logger.getLevel();
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        written.start();
        logger.addAppender(written);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(written);
        logger.setAdditive(true);
        logger.setLevel(before);
    }

    private List<String> lines() {
        return written.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static HttpResponse status(int status) {
        return HttpResponse.create().withStatus(StatusCodes.get(status));
    }

    @Test
    void whatChangesSomethingIsWrittenDownAndWhatReadsIsNot() {
        var request = HttpRequest.create("/?ticket=secret");
        audit.heard(DELETE, request, List.of(ID), ANN, status(204));
        audit.heard(READ, request, List.of(ID), ANN, status(200));
        audit.heard(SOLVE, request, List.of(), ANN, status(200).addHeader(RawHeader.create("X-Session-Id", ID)));
        audit.heard(SOLVE, request, List.of(), ANN, status(422));
        assertThat(lines())
                .containsExactly(
                        "principal=\"ann \\\"x\\\"\" method=DELETE route=/api/v1/sessions/{id} session=" + ID
                                + " status=204",
                        "principal=\"ann \\\"x\\\"\" method=POST route=/api/v1/solve-stream session=" + ID
                                + " status=200",
                        "principal=\"ann \\\"x\\\"\" method=POST route=/api/v1/solve-stream session=- status=422");
    }

    @Test
    void refusalsAreWrittenDownWithoutWhatTheCallerMadeUp() {
        audit.heard(READ, HttpRequest.create("/"), List.of("a\nprincipal=root"), Principal.NOBODY, status(401));
        assertThat(lines()).containsExactly("principal=- method=GET route=/api/v1/status/{id} session=? status=401");
    }

    @Test
    void aFloodOfRefusalsIsCountedInsteadAndHidesNoChange() {
        for (int k = 0; k < AuditLog.REFUSALS_A_SECOND + 7; k++) {
            audit.heard(READ, HttpRequest.create("/"), List.of(ID), Principal.NOBODY, status(403));
        }
        audit.heard(DELETE, HttpRequest.create("/"), List.of(ID), ANN, status(204));
        assertThat(lines())
                .hasSize(AuditLog.REFUSALS_A_SECOND + 1)
                .last()
                .asString()
                .contains("DELETE");
        nanos.set(1_000_000_000L);
        audit.heard(READ, HttpRequest.create("/"), List.of(ID), Principal.NOBODY, status(401));
        assertThat(lines()).anyMatch(line -> line.startsWith("refusals=7 "));
    }
}
