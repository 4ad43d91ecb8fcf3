// SPDX-License-Identifier: Apache-2.0
/// The loops over a row of a field.
@NullMarked
package io.rivulet.fields.kernels;

import org.jspecify.annotations.NullMarked;
