// SPDX-License-Identifier: Apache-2.0
/// Frames on QUIC streams, and what both ends of a connection agree on.
@NullMarked
package io.rivulet.quic.wire;

import org.jspecify.annotations.NullMarked;
