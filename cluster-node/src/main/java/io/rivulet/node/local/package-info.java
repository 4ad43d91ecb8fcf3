// SPDX-License-Identifier: Apache-2.0
/// Nodes as child processes on loopback: for the demo, tests and trying out.
@NullMarked
package io.rivulet.node.local;

import org.jspecify.annotations.NullMarked;
