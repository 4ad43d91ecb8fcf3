// SPDX-License-Identifier: Apache-2.0
/// How lines of the log are written.
@NullMarked
package io.rivulet.node.log;

import org.jspecify.annotations.NullMarked;
