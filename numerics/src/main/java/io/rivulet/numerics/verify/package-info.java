// SPDX-License-Identifier: Apache-2.0
/// What is true about an x: residuals recomputed from A, b and x by code of its own, and the verdicts drawn from them.
@NullMarked
package io.rivulet.numerics.verify;

import org.jspecify.annotations.NullMarked;
