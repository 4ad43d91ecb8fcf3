// SPDX-License-Identifier: Apache-2.0
/// Where a node's parts count and alert.
@NullMarked
package io.rivulet.actors.telemetry;

import org.jspecify.annotations.NullMarked;
