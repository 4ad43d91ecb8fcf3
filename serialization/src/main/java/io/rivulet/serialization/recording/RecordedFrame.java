// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.recording;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// One message of a recording.
///
/// @param millis since the recording began
public record RecordedFrame(double millis, ObjectNode message) {}
