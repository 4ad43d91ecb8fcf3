// SPDX-License-Identifier: Apache-2.0
/// The compute pool and what runs in it.
@NullMarked
package io.rivulet.actors.solver;

import org.jspecify.annotations.NullMarked;
