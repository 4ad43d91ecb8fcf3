// SPDX-License-Identifier: Apache-2.0
/// What a node's process tells of itself when somebody looks into trouble.
@NullMarked
package io.rivulet.node.insight;

import org.jspecify.annotations.NullMarked;
