// SPDX-License-Identifier: Apache-2.0
/// The WebSocket `/ws/solver`: frames in, answers and lines out.
@NullMarked
package io.rivulet.http.socket;

import org.jspecify.annotations.NullMarked;
