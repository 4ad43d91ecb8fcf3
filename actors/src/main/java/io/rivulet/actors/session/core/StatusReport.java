// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.actors.swarm.core.ReportBook;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.view.SessionRow;
import io.rivulet.serialization.view.SessionStatusView;
import java.util.Objects;
import java.util.UUID;

/// Where the session stands, in words and numbers, for whoever asks.
final class StatusReport {
    private final UUID session;
    private final Journal journal;
    private final Engine engine;
    private final Progress progress;
    private final AppliedLog applied;
    private final Verifications verifications;
    private final Detectors detectors;
    private final Lines lines;

    StatusReport(
            UUID session,
            Journal journal,
            Engine engine,
            Progress progress,
            AppliedLog applied,
            Verifications verifications,
            Detectors detectors,
            Lines lines) {
        this.session = session;
        this.journal = journal;
        this.engine = engine;
        this.progress = progress;
        this.applied = applied;
        this.verifications = verifications;
        this.detectors = detectors;
        this.lines = lines;
    }

    /// One of the states of the contract.
    String stateName() {
        SessionState state = journal.state();
        SessionEvent.Closed closed = state.closed();
        if (closed != null) {
            return closed.reason().equals("expired") ? "expired" : "closed";
        }
        if (state.opened() == null) {
            return "opening";
        }
        return switch (engine.stage()) {
            case FAILED -> "failed";
            case WAITING_FOR_MEMORY -> "waiting_for_memory";
            case ABSENT, LOADING ->
                state.incarnationBase() > 0 || progress.firstRepairEnded() ? "recovering" : "opening";
            case LOADED -> runningName(state);
        };
    }

    private String runningName(SessionState state) {
        if (state.paused()) {
            return "paused";
        }
        boolean live = state.openedOrThrow().settings().live();
        if (!progress.firstRepairEnded() || engine.busy() && !live) {
            return "solving";
        }
        if (live) {
            return "live";
        }
        return progress.facts().converged() ? "converged" : "failed";
    }

    /// x as it stands answers the newest revision and was verified, by the present tolerance.
    boolean verified() {
        SessionState state = journal.state();
        return verifications.isVerified()
                && engine.solved() == state.revision()
                && engine.tolerance() == state.tolerance();
    }

    SessionStatusView view(VerificationSchedule schedule, long lastActivityMillis, int followers) {
        SessionState state = journal.state();
        SessionEvent.SessionOpened opened = state.openedOrThrow();
        return new SessionStatusView(
                session,
                stateName(),
                engine.matrixClass(),
                opened.problem().rows(),
                engine.nnz() < 0 ? opened.problem().nnz() : engine.nnz(),
                Objects.requireNonNullElse(engine.method(), opened.method()),
                Objects.requireNonNullElse(engine.preconditioner(), opened.preconditioner()),
                state.revision(),
                engine.solved(),
                engine.iterations(),
                progress.residual(),
                progress.errorBound(),
                verified(),
                progress.residuals().points(),
                new SessionStatusView.Verification(
                        schedule.interval(),
                        schedule.multiplier(),
                        verifications.lastRevision(),
                        schedule.lastIteration(),
                        schedule.nextDue(),
                        detectors.drift(),
                        detectors.stagnates(),
                        detectors.hardlyVaries(),
                        state.corrections(),
                        verifications.last()),
                opened.settings().inherited(),
                state.revision(),
                applied.changes(),
                state.node(),
                state.incarnation(),
                opened.createdAtMillis(),
                lastActivityMillis,
                lines.lastSeq(),
                followers,
                engine.performance(),
                engine.partitions(),
                new SessionStatusView.SwarmStatus(
                        state.swarm().members().size(),
                        state.swarm().reports().standings().stream()
                                .filter(ReportBook.Standing::distrusted)
                                .map(ReportBook.Standing::nodeId)
                                .toList()));
    }

    SessionRow row(String stateName, boolean mustRun, long lastActivityMillis) {
        SessionState state = journal.state();
        SessionEvent.SessionOpened opened = state.openedOrThrow();
        SessionSettings settings = opened.settings();
        long life = settings.expiresAfterS();
        return new SessionRow(
                session,
                opened.owner(),
                stateName,
                mustRun,
                state.node(),
                state.incarnation(),
                opened.createdAtMillis(),
                lastActivityMillis,
                life == 0 ? -1 : lastActivityMillis + 1_000 * life,
                settings.name(),
                settings.labels(),
                opened.problem().rows(),
                opened.method(),
                state.revision(),
                progress.residual(),
                settings.workflow());
    }
}
