// SPDX-License-Identifier: Apache-2.0
/// Everything a session decides, as a deterministic machine without actors, clocks or threads.
@NullMarked
package io.rivulet.actors.session.core;

import org.jspecify.annotations.NullMarked;
