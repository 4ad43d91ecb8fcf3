// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.numerics.verify.Tolerance;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.line.Line;
import java.util.UUID;

/// Verifications that nobody asked for: every so many iterations while the engine works, and once when it has come to
/// rest with an x that was not verified.
final class RoutineChecks {
    private static final double PER_SECOND = 10;
    private static final long REST_MILLIS = 1_000;

    private final Turn turn;
    private final UUID session;
    private final Lines lines;
    private final Engine engine;
    private final Verifications verifications;
    private final Progress progress;
    private final Rate rate = new Rate(PER_SECOND);
    private VerificationSchedule schedule = new VerificationSchedule(false, 1);
    private long checkedAtRest = -1;

    RoutineChecks(Turn turn, UUID session, Lines lines, Engine engine, Verifications verifications, Progress progress) {
        this.turn = turn;
        this.session = session;
        this.lines = lines;
        this.engine = engine;
        this.verifications = verifications;
        this.progress = progress;
    }

    /// For a session with these settings, whose engine has made no iteration.
    void start(SessionSettings settings) {
        schedule = new VerificationSchedule(
                settings.verifying().enabled(), settings.verifying().interval());
    }

    /// What a residual is verified against.
    static Tolerance tolerance(SessionSettings settings, double sessionTolerance) {
        Double own = settings.verifying().tolerance();
        return new Tolerance(
                own == null ? sessionTolerance : own, settings.stopping().absoluteTolerance());
    }

    VerificationSchedule schedule() {
        return schedule;
    }

    /// To be called between slices, before the next one is given.
    ///
    /// @param correcting x is being mended, and verified after that anyway
    void pump(SessionSettings settings, Tolerance tolerance, boolean correcting) {
        if (correcting || !engine.idle() || !schedule.enabled() || verifications.isOut() || !verifications.hasRoom()) {
            return;
        }
        boolean atRest = engine.restedFor(REST_MILLIS)
                && engine.solved() >= 0
                && !verifications.isVerified()
                && checkedAtRest != engine.xVersion();
        if (atRest || engine.busy() && schedule.due(engine.iterations()) && rate.take(1, turn.nanos())) {
            checkedAtRest = atRest ? engine.xVersion() : checkedAtRest;
            order(settings, tolerance);
        }
    }

    /// Verifies x as it stands and tells it; only between slices.
    void order(SessionSettings settings, Tolerance tolerance) {
        boolean claimed = !engine.busy() && progress.facts().converged();
        schedule.started(engine.iterations());
        verifications.order(
                verifications.check(
                        settings.verifying().strategy(),
                        settings.verifying().probeCount(),
                        tolerance,
                        settings.seed(),
                        claimed),
                new ToldVerdict(lines, session) {
                    @Override
                    public void verdict(Line.VerificationResult line, Checked verdict) {
                        schedule.ended(verdict.verified(), claimed);
                        super.verdict(line, verdict);
                    }
                });
    }
}
