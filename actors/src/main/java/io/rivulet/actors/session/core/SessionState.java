// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

/// What the journal holds of a session: the fold of its events. Immutable towards readers; see `after`.
public final class SessionState {}
