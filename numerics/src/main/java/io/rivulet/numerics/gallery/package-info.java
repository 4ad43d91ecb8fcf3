// SPDX-License-Identifier: Apache-2.0
/// Named problems with known properties, for tests, docs, benchmarks and first steps.
@NullMarked
package io.rivulet.numerics.gallery;

import org.jspecify.annotations.NullMarked;
