// SPDX-License-Identifier: Apache-2.0
/// Tasks of the cluster: one durable board, and the door to it.
@NullMarked
package io.rivulet.actors.task;

import org.jspecify.annotations.NullMarked;
