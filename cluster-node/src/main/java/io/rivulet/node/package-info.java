// SPDX-License-Identifier: Apache-2.0
/// The program: its entry point and what it knows about itself.
@NullMarked
package io.rivulet.node;

import org.jspecify.annotations.NullMarked;
