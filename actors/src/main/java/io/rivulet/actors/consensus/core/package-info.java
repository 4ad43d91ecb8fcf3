// SPDX-License-Identifier: Apache-2.0
/// The rules of a poll, without actors: who votes, what counts, when it is over.
@NullMarked
package io.rivulet.actors.consensus.core;

import org.jspecify.annotations.NullMarked;
