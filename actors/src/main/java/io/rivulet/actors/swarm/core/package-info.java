// SPDX-License-Identifier: Apache-2.0
/// Swarms without actors and clocks: who is connected to whom, how a message is passed on, and what reports of
/// several members come to.
@NullMarked
package io.rivulet.actors.swarm.core;

import org.jspecify.annotations.NullMarked;
