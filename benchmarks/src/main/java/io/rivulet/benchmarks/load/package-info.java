// SPDX-License-Identifier: Apache-2.0
/// Many users at one time: streams, updates and probes in an open loop, and what the node spends on them.
@NullMarked
package io.rivulet.benchmarks.load;

import org.jspecify.annotations.NullMarked;
