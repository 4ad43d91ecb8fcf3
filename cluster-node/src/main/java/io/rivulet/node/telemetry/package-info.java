// SPDX-License-Identifier: Apache-2.0
/// What leaves the process about it: figures of the JVM, alerts, traces.
@NullMarked
package io.rivulet.node.telemetry;

import org.jspecify.annotations.NullMarked;
