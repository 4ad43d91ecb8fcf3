// SPDX-License-Identifier: Apache-2.0
/// Figures of a node, and their text for whoever scrapes them.
@NullMarked
package io.rivulet.actors.meter;

import org.jspecify.annotations.NullMarked;
