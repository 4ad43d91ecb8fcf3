// SPDX-License-Identifier: Apache-2.0
/// What coordinator and agent decide without a socket, a clock or a thread.
@NullMarked
package io.rivulet.quic.core;

import org.jspecify.annotations.NullMarked;
