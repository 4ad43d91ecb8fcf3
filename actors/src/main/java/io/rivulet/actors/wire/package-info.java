// SPDX-License-Identifier: Apache-2.0
/// How messages between nodes become bytes.
@NullMarked
package io.rivulet.actors.wire;

import org.jspecify.annotations.NullMarked;
