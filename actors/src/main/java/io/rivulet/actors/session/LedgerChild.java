// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.session.core.Output;
import java.time.Duration;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/// The [SessionLedger] of a session's actor: the one that writes now, its replacement after a pause that doubles with
/// each failure in a row, and the one append under way.
/// **Thread** the actor's.
final class LedgerChild {
    private static final String LEDGER = "ledger";
    private static final int MOST_DOUBLINGS = 10;

    private final UUID id;
    private final SessionNode node;
    private final ActorContext<SessionCommand> context;
    private final TimerScheduler<SessionCommand> timers;
    private final ActorRef<SessionLedger.Report> reports;
    private @Nullable ActorRef<SessionLedger.Command> child;
    private long number;
    private int failures;
    private Output.@Nullable Append appending;

    LedgerChild(
            UUID id, SessionNode node, ActorContext<SessionCommand> context, TimerScheduler<SessionCommand> timers) {
        this.id = id;
        this.node = node;
        this.context = context;
        this.timers = timers;
        this.reports = context.messageAdapter(SessionLedger.Report.class, SessionCommand.LedgerSaid::new);
    }

    void start() {
        number++;
        var started = context.spawn(
                SessionLedger.create(id, number, node.name(), node.settings().ledger(), reports),
                LEDGER + "-" + number);
        context.watch(started);
        child = started;
    }

    /// Not of one that was replaced.
    boolean isOf(SessionLedger.Report report) {
        return report.ledger() == number;
    }

    /// Whether the present one has read the journal; nothing is under way then.
    boolean isReady(SessionLedger.Report.Ready ready) {
        if (!isOf(ready)) {
            return false;
        }
        failures = 0;
        appending = null;
        return true;
    }

    /// False while there is none to write.
    boolean write(Output.Append append) {
        ActorRef<SessionLedger.Command> writer = child;
        if (writer == null) {
            return false;
        }
        appending = append;
        writer.tell(new SessionLedger.Append(append.token(), append.incarnation(), append.events()));
        return true;
    }

    /// The append that was under way, which is written.
    Output.@Nullable Append written() {
        Output.Append done = appending;
        appending = null;
        return done;
    }

    /// Its end; another starts after a pause. **Returns** the append that was under way: whether it was written is
    /// unknown.
    Output.@Nullable Append ended() {
        child = null;
        Duration pause = node.settings().ledger().restartMin().multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
        Duration longest = node.settings().ledger().restartMax();
        timers.startSingleTimer(
                LEDGER, new SessionCommand.RestartLedger(), pause.compareTo(longest) < 0 ? pause : longest);
        failures++;
        return written();
    }
}
