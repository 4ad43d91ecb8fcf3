// SPDX-License-Identifier: Apache-2.0
/// Dynamic time warping: distances in a few cells of memory, alignments, and loops for vector units with the same bits.
@NullMarked
package io.rivulet.patterns.dtw;

import org.jspecify.annotations.NullMarked;
