/// What earlier solves teach about the next: fingerprints of matrices, lessons, advice.
@NullMarked
package io.rivulet.numerics.experience;

import org.jspecify.annotations.NullMarked;
