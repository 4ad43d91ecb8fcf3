// SPDX-License-Identifier: Apache-2.0
/// The innermost loops under JMH, beside the memory bandwidth measured in the same run.
@NullMarked
package io.rivulet.benchmarks.kernels;

import org.jspecify.annotations.NullMarked;
