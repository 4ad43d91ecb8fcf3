/// What `hybrid` gains by experience.
@NullMarked
package io.rivulet.benchmarks.experience;

import org.jspecify.annotations.NullMarked;
