// SPDX-License-Identifier: Apache-2.0
/// The clients against a node: those of other languages by the tests that stand beside them.
@NullMarked
package io.rivulet.client.kit;

import org.jspecify.annotations.NullMarked;
