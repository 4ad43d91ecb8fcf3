// SPDX-License-Identifier: Apache-2.0
/// The figures of the node: those of its calls, and all of them as a page.
@NullMarked
package io.rivulet.http.metric;

import org.jspecify.annotations.NullMarked;
