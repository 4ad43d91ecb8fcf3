// SPDX-License-Identifier: Apache-2.0
/// Vectors by id, and the nearest of them by cosine, exactly.
@NullMarked
package io.rivulet.patterns.store;

import org.jspecify.annotations.NullMarked;
