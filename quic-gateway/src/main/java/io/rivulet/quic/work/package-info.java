// SPDX-License-Identifier: Apache-2.0
/// The kinds of work that agents do: pure functions of a task's data.
@NullMarked
package io.rivulet.quic.work;

import org.jspecify.annotations.NullMarked;
