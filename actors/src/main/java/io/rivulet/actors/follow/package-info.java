// SPDX-License-Identifier: Apache-2.0
/// The follow protocol: how lines reach readers.
@NullMarked
package io.rivulet.actors.follow;

import org.jspecify.annotations.NullMarked;
