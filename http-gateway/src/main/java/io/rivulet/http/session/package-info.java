// SPDX-License-Identifier: Apache-2.0
/// The calls about problems and sessions: open, follow, read, ask, verify, branch.
@NullMarked
package io.rivulet.http.session;

import org.jspecify.annotations.NullMarked;
