// SPDX-License-Identifier: Apache-2.0
/// What a prediction was worth, and what follows from many of them: pure functions of what was recorded.
@NullMarked
package io.rivulet.patterns.experience;

import org.jspecify.annotations.NullMarked;
