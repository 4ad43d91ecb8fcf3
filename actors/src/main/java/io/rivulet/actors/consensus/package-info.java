// SPDX-License-Identifier: Apache-2.0
/// Verification by several verifiers that vote: keys, voters, polls.
@NullMarked
package io.rivulet.actors.consensus;

import org.jspecify.annotations.NullMarked;
