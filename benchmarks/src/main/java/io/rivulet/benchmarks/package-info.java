// SPDX-License-Identifier: Apache-2.0
/// What the benchmarks share. Each package below measures one thing and prints it with the command that repeats it.
@NullMarked
package io.rivulet.benchmarks;

import org.jspecify.annotations.NullMarked;
