// SPDX-License-Identifier: Apache-2.0
/// A short table of figures of the numerics on this machine.
@NullMarked
package io.rivulet.node.bench;

import org.jspecify.annotations.NullMarked;
