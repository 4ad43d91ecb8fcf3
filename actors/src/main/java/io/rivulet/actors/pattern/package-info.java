// SPDX-License-Identifier: Apache-2.0
/// Patterns and experiences of each owner: stored, searched, judged and learned from.
@NullMarked
package io.rivulet.actors.pattern;

import org.jspecify.annotations.NullMarked;
