// SPDX-License-Identifier: Apache-2.0
/// The same systems solved by Rivulet and by the libraries one would use otherwise, in one run, with one judge.
@NullMarked
package io.rivulet.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
