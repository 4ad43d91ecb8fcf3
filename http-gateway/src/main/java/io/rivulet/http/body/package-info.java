// SPDX-License-Identifier: Apache-2.0
/// Bodies as they arrive: counted, decoded, cut into lines and parts, within a budget of memory.
@NullMarked
package io.rivulet.http.body;

import org.jspecify.annotations.NullMarked;
