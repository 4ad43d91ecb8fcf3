// SPDX-License-Identifier: Apache-2.0
/// What clients send, parsed as a stream and checked.
@NullMarked
package io.rivulet.serialization.request;

import org.jspecify.annotations.NullMarked;
