// SPDX-License-Identifier: Apache-2.0
/// Files that are read again while the node runs.
@NullMarked
package io.rivulet.http.watch;

import org.jspecify.annotations.NullMarked;
