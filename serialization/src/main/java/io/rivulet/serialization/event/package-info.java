// SPDX-License-Identifier: Apache-2.0
/// Events, snapshots and chunks: the stored format, its versions and codecs.
@NullMarked
package io.rivulet.serialization.event;

import org.jspecify.annotations.NullMarked;
