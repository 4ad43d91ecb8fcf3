// SPDX-License-Identifier: Apache-2.0
/// The rules of a race: which plans run, and which proposal is taken. No actors, no clock, no randomness.
@NullMarked
package io.rivulet.actors.race.core;

import org.jspecify.annotations.NullMarked;
