// SPDX-License-Identifier: Apache-2.0
/// The Model Context Protocol over stdin and stdout: messages go to a node's `/mcp` and its answers come back.
@NullMarked
package io.rivulet.node.mcp;

import org.jspecify.annotations.NullMarked;
