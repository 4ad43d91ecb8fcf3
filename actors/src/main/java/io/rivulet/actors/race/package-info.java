// SPDX-License-Identifier: Apache-2.0
/// Several nodes that solve one session's problem at the same revision by different plans: who takes which, and what
/// carries their proposals.
@NullMarked
package io.rivulet.actors.race;

import org.jspecify.annotations.NullMarked;
