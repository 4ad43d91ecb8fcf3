// SPDX-License-Identifier: Apache-2.0
/// What a bank decides: its orders, its state, its rules.
@NullMarked
package io.rivulet.actors.pattern.core;

import org.jspecify.annotations.NullMarked;
