// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.alert.core;

/// An alert as it is told.
///
/// @param about a session, a node, a certificate: what repeats of it are told together for
/// @param detail with its numbers, in our own words: nothing of what a caller sent, no secret, no stack
/// @param epochMillis when it came first
/// @param count how often since then
public record Report(Alert alert, String about, String detail, long epochMillis, long count) {
    Report again(Report later) {
        return new Report(alert, about, later.detail(), epochMillis, count + later.count());
    }

    boolean tellsOf(Report other) {
        return alert == other.alert() && about.equals(other.about());
    }
}
