// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.rivulet.node.launcher;

import org.jspecify.annotations.NullMarked;
