// SPDX-License-Identifier: Apache-2.0
/// Steps far beyond what explicit ones are stable with, each a linear system for the solver.
@NullMarked
package io.rivulet.fields.implicit;

import org.jspecify.annotations.NullMarked;
