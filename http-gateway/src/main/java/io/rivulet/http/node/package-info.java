// SPDX-License-Identifier: Apache-2.0
/// The calls about this node and its cluster.
@NullMarked
package io.rivulet.http.node;

import org.jspecify.annotations.NullMarked;
