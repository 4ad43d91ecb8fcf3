// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.serialization.line.Line;

/// What the passing of time does to a session: the directory's row, heartbeats, expiry, and leaving memory.
final class Presence {
    static final long ROW_MILLIS = 10_000;
    static final long WARNING_MILLIS = 60_000;

    private final Turn turn;
    private final Lines lines;
    private final StatusReport status;
    private final MachineSettings settings;
    private long activeNanos;
    private long activeMillis;
    private boolean warned;
    private String rowState = "";
    private long rowNanos;
    private long rowActiveMillis;

    Presence(Turn turn, Lines lines, StatusReport status, MachineSettings settings) {
        this.turn = turn;
        this.lines = lines;
        this.status = status;
        this.settings = settings;
    }

    /// Somebody uses the session.
    void active() {
        activeNanos = turn.nanos();
        activeMillis = turn.millis();
        warned = false;
    }

    long activeMillis() {
        return activeMillis;
    }

    boolean idleFor(long millis) {
        return turn.passed(activeNanos, millis);
    }

    /// A line, after `millis` without one.
    void heartbeat(long millis) {
        if (lines.canNumber() && turn.passed(lines.lastLineNanos(), millis)) {
            lines.tell(new Line.Heartbeat());
        }
    }

    /// True when the session has to be closed as expired. A minute before, it says so.
    ///
    /// @param expiresAfterS 0 = never
    boolean expired(long expiresAfterS) {
        if (expiresAfterS == 0) {
            return false;
        }
        long lifeMillis = 1_000 * expiresAfterS;
        if (!warned && idleFor(Math.max(lifeMillis - WARNING_MILLIS, lifeMillis / 2))) {
            warned = true;
            lines.tell(new Line.SessionExpiring(activeMillis + lifeMillis));
        }
        return idleFor(lifeMillis);
    }

    /// Keeps the directory's row up to date: at once where the state has another name, else every ten seconds while
    /// anything happens.
    void row(boolean mustRun) {
        String name = status.stateName();
        boolean changed = !name.equals(rowState);
        boolean old = turn.passed(rowNanos, ROW_MILLIS) && rowActiveMillis != activeMillis;
        if (changed || old) {
            put(name, mustRun);
        }
    }

    void passiveRow() {
        put("passive", false);
        rowState = "";
    }

    private void put(String name, boolean mustRun) {
        rowState = name;
        rowNanos = turn.nanos();
        rowActiveMillis = activeMillis;
        turn.put(new Output.UpdateIndex(status.row(name, mustRun, activeMillis)));
    }
}
