// SPDX-License-Identifier: Apache-2.0
/// How actors of one kind, one at each node, find each other.
@NullMarked
package io.rivulet.actors.peer;

import org.jspecify.annotations.NullMarked;
