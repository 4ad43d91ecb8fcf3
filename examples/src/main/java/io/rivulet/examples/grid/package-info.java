// SPDX-License-Identifier: Apache-2.0
/// A power grid as a live linear system: DC power flow, line trips and load changes.
@NullMarked
package io.rivulet.examples.grid;

import org.jspecify.annotations.NullMarked;
