// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.agent;

/// What an agent does at the moment.
///
/// @param connected whether a coordinator has welcomed it
/// @param done tasks whose result a coordinator has
/// @param lastFailure why the last connection ended; empty before any has
public record AgentState(
        boolean connected, String coordinator, int running, int unanswered, long done, String lastFailure) {}
