// SPDX-License-Identifier: Apache-2.0
/// What single entries cost, and from where on a solve is cheaper.
@NullMarked
package io.rivulet.benchmarks.local;

import org.jspecify.annotations.NullMarked;
