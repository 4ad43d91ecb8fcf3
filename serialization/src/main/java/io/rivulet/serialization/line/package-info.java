// SPDX-License-Identifier: Apache-2.0
/// The lines of a session's stream, each encoded once.
@NullMarked
package io.rivulet.serialization.line;

import org.jspecify.annotations.NullMarked;
