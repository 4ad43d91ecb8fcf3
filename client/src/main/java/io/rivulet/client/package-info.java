// SPDX-License-Identifier: Apache-2.0
/// A client of Rivulet. Begin with [io.rivulet.client.RivuletClient]; what it does about failures is on
/// docs/reference/clients.md.
@NullMarked
package io.rivulet.client;

import org.jspecify.annotations.NullMarked;
