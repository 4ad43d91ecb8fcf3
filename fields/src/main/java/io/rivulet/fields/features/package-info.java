// SPDX-License-Identifier: Apache-2.0
/// Figures of a field: those that are streamed and those of a whole run.
@NullMarked
package io.rivulet.fields.features;

import org.jspecify.annotations.NullMarked;
