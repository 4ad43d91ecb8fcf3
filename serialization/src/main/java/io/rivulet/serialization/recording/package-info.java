// SPDX-License-Identifier: Apache-2.0
/// Recordings of streams: files of JSON lines, gzip allowed.
@NullMarked
package io.rivulet.serialization.recording;

import org.jspecify.annotations.NullMarked;
