// SPDX-License-Identifier: Apache-2.0
/// Matrix Market files, read from and written to streams that the caller opens.
@NullMarked
package io.rivulet.numerics.market;

import org.jspecify.annotations.NullMarked;
