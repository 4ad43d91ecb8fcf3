// SPDX-License-Identifier: Apache-2.0
/// The demonstration behind ./rivulet demo: a node of its own, a live grid, a kill -9 half way.
@NullMarked
package io.rivulet.examples.demo;

import org.jspecify.annotations.NullMarked;
