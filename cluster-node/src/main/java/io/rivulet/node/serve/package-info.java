// SPDX-License-Identifier: Apache-2.0
/// A running node: how it is put together, started, and stopped in order.
@NullMarked
package io.rivulet.node.serve;

import org.jspecify.annotations.NullMarked;
