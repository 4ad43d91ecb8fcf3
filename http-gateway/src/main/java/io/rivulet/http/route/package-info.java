// SPDX-License-Identifier: Apache-2.0
/// From a request to its handler, and from what a handler says to an answer: paths, negotiation, problems.
@NullMarked
package io.rivulet.http.route;

import org.jspecify.annotations.NullMarked;
