// SPDX-License-Identifier: Apache-2.0
/// The explicit engine: settings, steps, snapshots.
@NullMarked
package io.rivulet.fields.engine;

import org.jspecify.annotations.NullMarked;
