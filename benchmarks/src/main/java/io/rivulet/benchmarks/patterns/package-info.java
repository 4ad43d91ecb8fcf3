// SPDX-License-Identifier: Apache-2.0
/// Series compared, searched and correlated, beside plain JavaScript.
@NullMarked
package io.rivulet.benchmarks.patterns;

import org.jspecify.annotations.NullMarked;
