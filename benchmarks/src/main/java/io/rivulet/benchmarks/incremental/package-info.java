// SPDX-License-Identifier: Apache-2.0
/// What one change costs the engine, beside a solve.
@NullMarked
package io.rivulet.benchmarks.incremental;

import org.jspecify.annotations.NullMarked;
