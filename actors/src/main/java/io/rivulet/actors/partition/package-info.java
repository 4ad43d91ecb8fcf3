// SPDX-License-Identifier: Apache-2.0
/// Solves in parts over the nodes of a cluster: who takes which part, and what carries their values.
@NullMarked
package io.rivulet.actors.partition;

import org.jspecify.annotations.NullMarked;
