// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.actors.consensus.core.Tally;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.numerics.verify.Tolerance;
import io.rivulet.serialization.event.SessionSettings;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Tells that x has converged. One node agrees with itself, and says so at once. Where verifiers vote, a signal is
/// held until a poll about its very x is decided, which may be one that somebody else wanted, and says how they
/// agreed.
/// **Bounded by** one signal that is held, the newest, and one that is asked about: an x that moved on meanwhile is
/// not told of; [#PER_SECOND].
final class Signals {
    static final double PER_SECOND = 50;

    /// One node agrees with itself.
    private static final double ALONE = 1.0;

    /// @param iterations of the repair that ended; −1 while a run goes on
    private record Held(long revision, int iterations) {
        boolean ended() {
            return iterations >= 0;
        }
    }

    private record Asked(
            long xVersion, long revision, double residual, int below, SessionSettings settings, double tolerance) {}

    private final Turn turn;
    private final UUID session;
    private final Lines lines;
    private final Engine engine;
    private final Verifications verifications;
    private final Convergence convergence = new Convergence();
    private final Rate rate = new Rate(PER_SECOND);
    private @Nullable Held held;
    private @Nullable Asked asked;

    Signals(Turn turn, UUID session, Lines lines, Engine engine, Verifications verifications) {
        this.turn = turn;
        this.session = session;
        this.lines = lines;
        this.engine = engine;
        this.verifications = verifications;
        verifications.onPolled(this::polled);
    }

    /// An iterate of a run.
    void iterated(Slices.Sample sample, SessionSettings settings, double tolerance) {
        double residual = sample.relativeResidual();
        long iteration = sample.iteration();
        if (!convergence.iterated(sample.revision(), iteration, residual, settings, tolerance) || !mayTell()) {
            return;
        }
        if (settings.verifying().consensus()) {
            held = new Held(sample.revision(), -1);
        } else {
            tell(sample.revision(), residual, convergence.below(iteration), ALONE, settings, tolerance);
        }
    }

    /// A repair has ended, but for its bound perhaps.
    void ended(long revision, double residual, int iterations, SessionSettings settings, double tolerance) {
        if (!mayTell()) {
            return;
        }
        if (settings.verifying().consensus()) {
            held = new Held(revision, iterations);
        } else {
            int below = Convergence.below(residual, iterations, settings, tolerance);
            tell(revision, residual, below, ALONE, settings, tolerance);
        }
    }

    private boolean mayTell() {
        return rate.take(1, turn.nanos());
    }

    /// To be called between slices, before the next one is given, and after everybody else who may order a poll.
    ///
    /// @param verified what x is verified against
    /// @param correcting x is being mended, and converges again after that
    void pump(SessionSettings settings, double tolerance, Tolerance verified, boolean correcting) {
        Held due = held;
        if (due == null || asked != null || correcting || !engine.idle()) {
            return;
        }
        boolean underWay = verifications.polls(engine.xVersion());
        if (!underWay && !(settings.verifying().enabled() && verifications.hasRoom())) {
            return;
        }
        held = null;
        double residual = engine.relativeResidual();
        int below = due.ended()
                ? Convergence.below(residual, due.iterations(), settings, tolerance)
                : convergence.below(engine.iterations(), residual, settings, tolerance);
        if (engine.revision() != due.revision() || below == 0 && !due.ended()) {
            return;
        }
        asked = new Asked(engine.xVersion(), due.revision(), residual, below, settings, tolerance);
        if (!underWay) {
            verifications.order(
                    verifications.check(
                            Strategy.FULL_RESIDUAL,
                            settings.verifying().probeCount(),
                            verified,
                            settings.seed(),
                            due.ended()),
                    new ToldVerdict(lines, session));
        }
    }

    private void polled(long xVersion, @Nullable Tally tally) {
        Asked about = asked;
        if (about == null || about.xVersion() != xVersion) {
            return;
        }
        asked = null;
        if (tally != null) {
            tell(
                    about.revision(),
                    about.residual(),
                    about.below(),
                    tally.agreement(),
                    about.settings(),
                    about.tolerance());
        }
    }

    private void tell(
            long revision, double residual, int below, double agreement, SessionSettings settings, double tolerance) {
        lines.tell(Convergence.line(revision, residual, below, agreement, settings, tolerance));
    }

    /// The engine is gone, and x with it.
    void unloaded() {
        held = null;
        asked = null;
    }
}
