// SPDX-License-Identifier: Apache-2.0
/// What messages look like, as JSON schemas: for tools that describe themselves, and for pages.
@NullMarked
package io.rivulet.serialization.schema;

import org.jspecify.annotations.NullMarked;
