// SPDX-License-Identifier: Apache-2.0
/// Machines that solve one system in parts: one for each part, one for the owner of the solve. They take inputs and
/// return outputs, and know no clock, thread or network; who drives them may lose, repeat, delay and reorder messages
/// and replace parts.
@NullMarked
package io.rivulet.numerics.partition.machine;

import org.jspecify.annotations.NullMarked;
