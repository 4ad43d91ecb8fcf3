// SPDX-License-Identifier: Apache-2.0
/// Steps of fields, explicit beside NumPy's, and implicit beside explicit.
@NullMarked
package io.rivulet.benchmarks.fields;

import org.jspecify.annotations.NullMarked;
