// SPDX-License-Identifier: Apache-2.0
/// Answers to reading calls: status, lists, solutions, entries.
@NullMarked
package io.rivulet.serialization.view;

import org.jspecify.annotations.NullMarked;
