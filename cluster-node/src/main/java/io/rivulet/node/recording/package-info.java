// SPDX-License-Identifier: Apache-2.0
/// Field streams as files: from a node to a file, and from a file to whoever reads.
@NullMarked
package io.rivulet.node.recording;

import org.jspecify.annotations.NullMarked;
