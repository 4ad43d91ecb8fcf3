// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.recording;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// The first line of a recording.
///
/// @param streamType of the stream that was recorded
/// @param params as its viewer gave them
/// @param startedMillis when the recording began, in Unix milliseconds
public record RecordingHeader(String streamType, ObjectNode params, double startedMillis) {}
