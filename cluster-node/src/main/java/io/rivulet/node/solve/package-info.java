// SPDX-License-Identifier: Apache-2.0
/// Solving from the command line: where the lines of a solve come from, in this process or from a server, and how
/// people and programs get to see them.
@NullMarked
package io.rivulet.node.solve;

import org.jspecify.annotations.NullMarked;
