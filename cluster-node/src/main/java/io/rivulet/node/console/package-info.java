// SPDX-License-Identifier: Apache-2.0
/// What every command shares: where it prints, what it exits with, how it fails, which version it is.
@NullMarked
package io.rivulet.node.console;

import org.jspecify.annotations.NullMarked;
