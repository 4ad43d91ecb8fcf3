// SPDX-License-Identifier: Apache-2.0
/// How JSON is read and written everywhere: one factory with its limits, and the few forms all messages share.
@NullMarked
package io.rivulet.serialization.json;

import org.jspecify.annotations.NullMarked;
