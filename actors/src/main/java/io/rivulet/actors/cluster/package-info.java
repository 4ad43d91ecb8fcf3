// SPDX-License-Identifier: Apache-2.0
/// The cluster's members as this node knows them: who they are, how they fare, and how they leave.
@NullMarked
package io.rivulet.actors.cluster;

import org.jspecify.annotations.NullMarked;
