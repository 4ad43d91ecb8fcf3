// SPDX-License-Identifier: Apache-2.0
/// Square fields of numbers, their edges and their moments.
@NullMarked
package io.rivulet.fields.grid;

import org.jspecify.annotations.NullMarked;
