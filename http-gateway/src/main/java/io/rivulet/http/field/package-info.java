// SPDX-License-Identifier: Apache-2.0
/// Streams of fields over WebSocket.
@NullMarked
package io.rivulet.http.field;

import org.jspecify.annotations.NullMarked;
