// SPDX-License-Identifier: Apache-2.0
/// How a program of one's own uses a node.
@NullMarked
package io.rivulet.examples.client;

import org.jspecify.annotations.NullMarked;
