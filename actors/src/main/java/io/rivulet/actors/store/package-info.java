// SPDX-License-Identifier: Apache-2.0
/// Journal, chunks, directory: the only package that speaks JDBC.
@NullMarked
package io.rivulet.actors.store;

import org.jspecify.annotations.NullMarked;
