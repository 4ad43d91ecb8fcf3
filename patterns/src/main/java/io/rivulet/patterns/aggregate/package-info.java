// SPDX-License-Identifier: Apache-2.0
/// Many vectors into one, when some of them may be anything.
@NullMarked
package io.rivulet.patterns.aggregate;

import org.jspecify.annotations.NullMarked;
