// SPDX-License-Identifier: Apache-2.0
/// The workflows that owners have applied.
@NullMarked
package io.rivulet.actors.workflow;

import org.jspecify.annotations.NullMarked;
