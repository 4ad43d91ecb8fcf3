// SPDX-License-Identifier: Apache-2.0
/// Counting of what callers may do, without actors: time is passed in.
@NullMarked
package io.rivulet.actors.limit.core;

import org.jspecify.annotations.NullMarked;
