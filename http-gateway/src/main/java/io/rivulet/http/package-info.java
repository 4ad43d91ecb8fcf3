// SPDX-License-Identifier: Apache-2.0
/// The HTTP edge: routes, streams, problem answers, limits. It knows the wire and the one door to sessions, nothing
/// behind it.
@NullMarked
package io.rivulet.http;

import org.jspecify.annotations.NullMarked;
