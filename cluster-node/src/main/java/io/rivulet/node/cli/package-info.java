// SPDX-License-Identifier: Apache-2.0
/// The commands of `./rivulet`: what they read, print and exit with.
@NullMarked
package io.rivulet.node.cli;

import org.jspecify.annotations.NullMarked;
