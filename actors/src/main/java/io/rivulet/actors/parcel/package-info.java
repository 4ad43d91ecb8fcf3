// SPDX-License-Identifier: Apache-2.0
/// What is too large for one message between nodes: pulled piece by piece by who needs it (architecture D8).
@NullMarked
package io.rivulet.actors.parcel;

import org.jspecify.annotations.NullMarked;
