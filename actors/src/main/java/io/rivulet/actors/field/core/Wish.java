// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.field.core;

/// What a node with viewers wants of a simulation.
///
/// @param <H> how that node is addressed
/// @param version of its viewers' wishes: another one has to be answered
/// @param after the last step that it has seen, −1 for none
/// @param missed what those of its viewers who come back want of the steps since then
/// @param interest what all of its viewers want from now on
public record Wish<H>(H hub, long version, long after, Interest missed, Interest interest) {}
