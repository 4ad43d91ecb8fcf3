// SPDX-License-Identifier: Apache-2.0
/// Simulations of fields: each is one entity of the cluster, watched from any node.
@NullMarked
package io.rivulet.actors.field;

import org.jspecify.annotations.NullMarked;
