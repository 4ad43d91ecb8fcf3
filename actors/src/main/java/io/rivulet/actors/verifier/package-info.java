// SPDX-License-Identifier: Apache-2.0
/// Verification on a copy of its own.
@NullMarked
package io.rivulet.actors.verifier;

import org.jspecify.annotations.NullMarked;
