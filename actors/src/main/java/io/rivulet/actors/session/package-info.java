// SPDX-License-Identifier: Apache-2.0
/// One session: the sharded shell, its event-sourced ledger, and the door to both.
@NullMarked
package io.rivulet.actors.session;

import org.jspecify.annotations.NullMarked;
