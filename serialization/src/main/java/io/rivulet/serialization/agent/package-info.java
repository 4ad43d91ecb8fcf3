// SPDX-License-Identifier: Apache-2.0
/// What coordinator and agents say to each other: frames, envelopes, acknowledgements, messages.
@NullMarked
package io.rivulet.serialization.agent;

import org.jspecify.annotations.NullMarked;
