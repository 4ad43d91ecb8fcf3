// SPDX-License-Identifier: Apache-2.0
/// How alike series are, pair by pair.
@NullMarked
package io.rivulet.patterns.correlation;

import org.jspecify.annotations.NullMarked;
