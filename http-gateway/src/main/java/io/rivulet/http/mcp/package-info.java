// SPDX-License-Identifier: Apache-2.0
/// The Model Context Protocol at `/mcp`: sessions of programs that call tools and read resources.
@NullMarked
package io.rivulet.http.mcp;

import org.jspecify.annotations.NullMarked;
