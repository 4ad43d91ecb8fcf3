// SPDX-License-Identifier: Apache-2.0
/// Connects to a coordinator and carries tasks out.
@NullMarked
package io.rivulet.quic.agent;

import org.jspecify.annotations.NullMarked;
