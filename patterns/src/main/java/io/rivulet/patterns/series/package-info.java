// SPDX-License-Identifier: Apache-2.0
/// What all comparisons of series need: checks, normalisation, resampling, similarity.
@NullMarked
package io.rivulet.patterns.series;

import org.jspecify.annotations.NullMarked;
