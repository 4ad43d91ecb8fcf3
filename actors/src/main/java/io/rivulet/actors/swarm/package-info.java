// SPDX-License-Identifier: Apache-2.0
/// Members of swarms that serve every session, known at every node.
@NullMarked
package io.rivulet.actors.swarm;

import org.jspecify.annotations.NullMarked;
