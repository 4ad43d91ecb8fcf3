// SPDX-License-Identifier: Apache-2.0
/// The protocol of field streams: what a connection may say, what it is answered, and what is left out for
/// one that reads slowly. Decisions only.
@NullMarked
package io.rivulet.http.field.core;

import org.jspecify.annotations.NullMarked;
