// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.rivulet.node.quality;

import org.jspecify.annotations.NullMarked;
