// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.solve.Method;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.ProblemRef;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.event.UpdateIdentity;
import io.rivulet.serialization.request.SolveRequest;
import io.rivulet.serialization.request.SystemSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Requests for tests.
final class Requests {
    private Requests() {}

    static SessionSettings settings(boolean live) {
        return settings(Method.HYBRID, live);
    }

    static SessionSettings settings(Method method, boolean live) {
        return settings(method, 0, live, 3_600);
    }

    static SessionSettings expiring(long seconds) {
        return settings(Method.HYBRID, 0, false, seconds);
    }

    static SessionSettings within(double absoluteTolerance) {
        return settings(Method.HYBRID, absoluteTolerance, true, 3_600);
    }

    private static SessionSettings settings(Method method, double absoluteTolerance, boolean live, long expiresAfterS) {
        return SessionSettings.builder()
                .method(method)
                .stopping(new SessionSettings.Stopping(1e-8, absoluteTolerance, null, 10_000, 0))
                .live(live)
                .expiresAfterS(expiresAfterS)
                .seed(42)
                .name("a test")
                .labels(Map.of("kind", "test"))
                .build();
    }

    static SolveRequest grid(@Nullable UUID id, int nx, int ny, boolean live) {
        return new SolveRequest(
                id,
                new SystemSource.Gallery(new GalleryRecipe.Poisson2d(nx, ny), null),
                settings(live),
                null,
                List.of());
    }

    static SolveRequest of(SystemSource system, SessionSettings settings) {
        return of(null, system, settings);
    }

    static SolveRequest of(@Nullable UUID id, SystemSource system, SessionSettings settings) {
        return new SolveRequest(id, system, settings, null, List.of());
    }

    static IdentifiedUpdate delta(String source, long sequence, int index, double value) {
        return new IdentifiedUpdate(
                new UpdateIdentity(
                        UUID.nameUUIDFromBytes((source + sequence).getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                        source,
                        sequence,
                        -1),
                CostUpdate.delta(SparseVector.adopt(new int[] {index}, new double[] {value})));
    }

    static SessionEvent.SessionOpened opened() {
        return new SessionEvent.SessionOpened(
                "ann", 0, new ProblemRef("base", 9, 33), settings(true), "cg", "none", "why", List.of(), null, "00", 0);
    }
}
