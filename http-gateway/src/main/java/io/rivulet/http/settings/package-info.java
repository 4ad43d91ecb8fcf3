// SPDX-License-Identifier: Apache-2.0
/// What the gateway is told at start, and its limits.
@NullMarked
package io.rivulet.http.settings;

import org.jspecify.annotations.NullMarked;
