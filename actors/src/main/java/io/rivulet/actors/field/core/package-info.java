// SPDX-License-Identifier: Apache-2.0
/// What a simulation of a field decides and tells: plain values and rules.
@NullMarked
package io.rivulet.actors.field.core;

import org.jspecify.annotations.NullMarked;
