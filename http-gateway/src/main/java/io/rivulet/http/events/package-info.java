// SPDX-License-Identifier: Apache-2.0
/// What is told of the cluster and of a caller's sessions without being asked for again.
@NullMarked
package io.rivulet.http.events;

import org.jspecify.annotations.NullMarked;
