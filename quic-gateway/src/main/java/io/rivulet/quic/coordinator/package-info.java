// SPDX-License-Identifier: Apache-2.0
/// Takes agents in and carries tasks to them.
@NullMarked
package io.rivulet.quic.coordinator;

import org.jspecify.annotations.NullMarked;
