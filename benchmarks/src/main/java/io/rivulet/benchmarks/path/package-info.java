// SPDX-License-Identifier: Apache-2.0
/// The first path measured from outside: a node of its own, real sockets, histograms.
@NullMarked
package io.rivulet.benchmarks.path;

import org.jspecify.annotations.NullMarked;
