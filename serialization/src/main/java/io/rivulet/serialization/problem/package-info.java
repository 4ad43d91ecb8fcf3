// SPDX-License-Identifier: Apache-2.0
/// The errors of the wire contract: codes, texts, hints, and their JSON.
@NullMarked
package io.rivulet.serialization.problem;

import org.jspecify.annotations.NullMarked;
