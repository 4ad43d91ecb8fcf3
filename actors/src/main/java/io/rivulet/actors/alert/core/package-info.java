// SPDX-License-Identifier: Apache-2.0
/// Which alerts there are, which are told, and when.
@NullMarked
package io.rivulet.actors.alert.core;

import org.jspecify.annotations.NullMarked;
