// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.openapi;

import java.util.Locale;

/// The parts of the interface, in the order in which a reader meets them.
enum Tag {
    SOLVE("Opens sessions and follows their lines."),
    SESSIONS("Reads, steers and ends sessions."),
    COSTS("Changes the problem of a session while it is kept solved."),
    VERIFICATION("Checks solutions, here or elsewhere."),
    SWARM("Members that report costs, verify and solve."),
    WORKFLOWS("Documents from which sessions take their defaults."),
    TASKS("Work that agents carry out."),
    PATTERNS("Series that are compared, searched, and learned from."),
    FIELDS("Simulated fields, watched while they change."),
    MCP("The Model Context Protocol."),
    NODE("This node and its cluster."),
    DOCUMENTS("This document and other pages.");

    private final String description;

    Tag(String description) {
        this.description = description;
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    String description() {
        return description;
    }
}
